import type { EngineEvent } from "@pulumi/pulumi/automation";

/** The engine marks colours in its messages like this: `<{%fg 1%}>`. */
const COLOUR = /<\{%[^%]*%\}>/g;

/** Keeps of the engine's events what the runner reports. */
export class EngineEvents {
  readonly #errors: string[] = [];
  #changes: Readonly<Record<string, number>> = {};

  /** Lines of every error, without colours. */
  get errors(): readonly string[] {
    return this.#errors;
  }

  /** Resources by kind of change. */
  get changes(): Readonly<Record<string, number>> {
    return this.#changes;
  }

  readonly handle = (event: EngineEvent): void => {
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
