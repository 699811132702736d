/**
 * Pulumi reports an error inside an `apply` as an unhandled rejection, as its own language host expects. While a
 * program runs they are collected here instead of ending the test run.
 */
export class UnhandledRejections {
  private readonly before = process.listeners("unhandledRejection");
  private readonly reasons: unknown[] = [];
  private readonly listener = (reason: unknown) => {
    this.reasons.push(reason);
  };

  constructor() {
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", this.listener);
  }

  /** Node reports a rejection after the microtasks of its turn. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }

  assertNone(): void {
    if (this.reasons.length > 0) {
      throw this.reasons[0];
    }
  }

  release(): void {
    // Also what the program has left there.
    process.removeAllListeners("unhandledRejection");
    for (const listener of this.before) {
      process.on("unhandledRejection", listener);
    }
  }
}
