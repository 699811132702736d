import { type Environment, PROJECTS, PULUMI_PROJECT } from "../../contracts/environment";
import { runtimeStackName } from "../../contracts/workspace";
import { type StackId, stackOfCheckpoint, stackOfOperations, WORKSPACES } from "../layout";

/** What of a stack's record an object of the state bucket says something about. */
export const ASPECTS = ["checkpoint", "tags", "locks", "history", "lifetime"] as const;
export type Aspect = (typeof ASPECTS)[number];

export interface StateObject {
  readonly stack: StackId;
  readonly aspect: Aspect;
}

/**
 * What the object `key` of the environment's bucket tells about; undefined for one that the registry does not read,
 * as a backup.
 */
export function stateObject(key: string, environment: Environment): StateObject | undefined {
  const ofCheckpoint = stackOfCheckpoint(key);
  if (ofCheckpoint) {
    return { stack: ofCheckpoint, aspect: "checkpoint" };
  }
  const ofOperations = stackOfOperations(key);
  if (ofOperations) {
    return { stack: ofOperations, aspect: "history" };
  }
  const workspace = key.startsWith(WORKSPACES) && /([^/]+)\.json$/.exec(key)?.[1];
  if (workspace) {
    const stack = runtimeStackName({ environment, workspace });
    return { stack: { project: "runtime", stack }, aspect: "lifetime" };
  }
  return (
    matched(key, /^\.pulumi\/stacks\/([^/]+)\/([^/]+)\.pulumi-tags$/, "tags") ??
    matched(key, /^\.pulumi\/locks\/organization\/([^/]+)\/([^/]+)\/[^/]+\.json$/, "locks") ??
    matched(
      key,
      /^\.pulumi\/history\/([^/]+)\/([^/]+)\/[^/]+\.(?:history|checkpoint)\.json(?:\.gz|\.zst)?$/,
      "history",
    )
  );
}

function matched(key: string, pattern: RegExp, aspect: Aspect): StateObject | undefined {
  const [, folder = "", stack = ""] = pattern.exec(key) ?? [];
  const project = PROJECTS.find((candidate) => PULUMI_PROJECT[candidate] === folder);
  return project && { stack: { project, stack }, aspect };
}
