import type { EngineEvent } from "@pulumi/pulumi/automation";

/** The engine marks colours in its messages like this: `<{%fg 1%}>`. */
const COLOUR = /<\{%[^%]*%\}>/g;

/** Keeps of the engine's events what the runner reports, and tells when the engine holds the stack's lock. */
export class EngineEvents {
  readonly #onLocked: () => void;
  readonly #errors: string[] = [];
  #changes: Readonly<Record<string, number>> = {};

  constructor(onLocked: () => void) {
    this.#onLocked = onLocked;
  }

  /** Lines of every error, without colours. */
  get errors(): readonly string[] {
    return this.#errors;
  }

  /** Resources by kind of change. */
  get changes(): Readonly<Record<string, number>> {
    return this.#changes;
  }

  readonly handle = (event: EngineEvent): void => {
    if (event.preludeEvent) {
      // The prelude is the first event of an update, and an update begins when the lock is taken.
      this.#onLocked();
    }
    if (event.summaryEvent) {
      this.#changes = event.summaryEvent.resourceChanges;
    }
    if (event.diagnosticEvent?.severity === "error") {
      this.#errors.push(...lines(event.diagnosticEvent.message));
    }
  };
}

function lines(text: string): string[] {
  return text
    .replace(COLOUR, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
