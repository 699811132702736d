import type { Clock } from "../clock";
import type { Progress, ResourceProgress } from "../engine/progress";
import { formatDuration } from "./duration";
import type { Output } from "./output";

/** What is done to a resource, in words: while it is done, and when it is. */
const WORDS: Readonly<Record<string, readonly [sign: string, doing: string, done: string]>> = {
  create: ["+", "creating", "created"],
  update: ["~", "updating", "updated"],
  delete: ["-", "deleting", "deleted"],
  replace: ["±", "replacing", "replaced"],
  "create-replacement": ["±", "creating replacement", "created replacement"],
  "delete-replaced": ["±", "deleting replaced", "deleted replaced"],
  refresh: ["~", "refreshing", "refreshed"],
  import: ["=", "importing", "imported"],
};

/** Shows an operation on one stack while it runs. */
export interface OperationView {
  show(progress: Progress): void;
}

/**
 * Lines for a pipe or a log: one for each resource that is done, none for those that stay as they are.
 *
 * @param planning whether the operation is a preview, which says what would be done
 */
export function lineView(output: Output, clock: Clock, planning: boolean): OperationView {
  const describe = describer(clock, planning);
  return {
    show: (progress) => {
      const line = describe(progress);
      if (line !== undefined) {
        output.line(`  ${line}`);
      }
    },
  };
}

/** Makes a line of what is worth one; undefined for the rest. */
export function describer(clock: Clock, planning: boolean): (progress: Progress) => string | undefined {
  const begun = new Map<string, number>();
  return (progress) => {
    switch (progress.kind) {
      case "started":
        begun.set(progress.urn, clock.now().getTime());
        return planning ? describeResource(progress, 1, "") : undefined;
      case "finished": {
        const since = begun.get(progress.urn);
        const took = since === undefined ? "" : ` (${formatDuration(clock.now().getTime() - since)})`;
        return planning ? undefined : describeResource(progress, 2, took);
      }
      case "failed":
        return `! ${progress.type}  ${progress.name}  failed`;
      case "message":
        // Errors are told once, when the operation has ended.
        return progress.severity === "warning" ? `warning: ${progress.text}` : undefined;
      case "stopping":
        return "the engine finishes what it has begun";
      case "summary":
        return undefined;
    }
  };
}

function describeResource(progress: ResourceProgress, form: 1 | 2, took: string): string | undefined {
  const words = WORDS[progress.operation];
  return words && `${words[0]} ${progress.type}  ${progress.name}  ${words[form]}${took}`;
}
