import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { ContainerExit } from "./task-event";

export interface ContainerProcessOptions {
  readonly command: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly onOutput: (chunk: Buffer) => void;
}

/** A container's processes: a process group of its own, which dies with its first process as a container does. */
export class ContainerProcess {
  readonly #child: ChildProcess;
  readonly exited: Promise<ContainerExit>;

  constructor({ command: [file, ...args], environment, folder, onOutput }: ContainerProcessOptions) {
    this.#child = spawn(file, args, {
      cwd: folder,
      env: environment,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child.stdout?.on("data", onOutput);
    this.#child.stderr?.on("data", onOutput);
    this.exited = new Promise((resolve) => {
      this.#child.once("error", (error) => {
        onOutput(Buffer.from(`${String(error)}\n`));
        resolve({ exitCode: 127 });
      });
      this.#child.once("exit", (code, signal) => {
        this.kill();
        resolve({ exitCode: signal ? 128 + constants.signals[signal] : (code ?? 0) });
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Asks the first process to end, then kills what is left after `timeout` milliseconds. */
  async stop(timeout: number): Promise<void> {
    this.#child.kill("SIGTERM");
    const killer = setTimeout(() => this.kill(), timeout);
    await this.exited;
    clearTimeout(killer);
  }

  kill(): void {
    if (this.#child.pid === undefined) {
      return;
    }
    try {
      process.kill(-this.#child.pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
        throw error;
      }
    }
  }
}
