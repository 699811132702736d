import type { WorkspaceRecord } from "../../../backend/workspaces/workspace-record";
import { timeLeft } from "./ttl";

/** What is said of a workspace that ends soon, and how to keep it. */
export function expiryWarning(
  { name, owner, expires }: Pick<WorkspaceRecord, "name" | "owner" | "expires">,
  now: Date,
): string {
  return `workspace ${name} of ${owner} is destroyed in ${timeLeft(expires, now)}, at ${expires}: \`fleet workspace extend ${name} --ttl 8h\` keeps it`;
}
