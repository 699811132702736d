import { EXIT } from "./exit-codes";
import type { Output } from "./output/output";

/**
 * Ctrl-C and SIGTERM. Inside {@link Interruption.graceful} the first one asks the work to stop and the second one
 * kills; anywhere else the first one ends the command at once.
 */
export class Interruption {
  private controller: AbortController | undefined;

  constructor(
    private readonly output: Output,
    private readonly end: (code: number) => void = process.exit,
  ) {}

  /** Runs `work` with a signal that is aborted by the first Ctrl-C. */
  async graceful<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const controller = new AbortController();
    this.controller = controller;
    try {
      return await work(controller.signal);
    } finally {
      this.controller = undefined;
    }
  }

  /** What a signal handler calls. */
  receive(): void {
    if (!this.controller || this.controller.signal.aborted) {
      this.end(EXIT.interrupted);
      return;
    }
    this.output.error("stopping: what has begun is finished first; Ctrl-C again kills it");
    this.controller.abort();
  }

  /** Who read our output has gone: what has begun is finished as after Ctrl-C, anything else has said enough. */
  loseReader(): void {
    if (this.controller) {
      this.controller.abort();
    } else {
      this.end(EXIT.success);
    }
  }
}
