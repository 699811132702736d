import { indexStack } from "../../../backend/registry/index-stack";
import { changeStackTags, type StackTags } from "../../../backend/registry/stack-tags";
import type { Context } from "../../context";
import { recordOutcome } from "../../engine/record-outcome";
import { type NamedWorkspace, stackOf } from "./named-workspace";

/** What a person says of a workspace; the operations log has it under this name. */
export type Remark = "workspace tag" | "workspace describe" | "workspace extend";

/**
 * Keeps what a person says of a workspace beside its state, tells the operations log, and brings the registry up to it.
 * @param change tags that are set, or removed where they are undefined
 * @param reason what is said, for the log
 */
export async function remark(
  context: Context,
  { backend, registry, workspace }: NamedWorkspace,
  operation: Remark,
  change: Readonly<Record<string, string | undefined>>,
  reason: string,
): Promise<StackTags> {
  const stack = stackOf(workspace);
  const tags = await recordOutcome(
    context,
    backend,
    stack,
    operation,
    () => changeStackTags(registry.bucket, stack, change),
    () => reason,
  );
  try {
    await indexStack(registry, stack, new Set(["tags"]));
  } catch {
    // The bucket's event has it indexed, also where the caller may not write the registry.
  }
  return tags;
}
