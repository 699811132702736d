import type { WorkspaceRecord } from "../../../backend/workspaces/workspace-record";
import type { Context } from "../../context";
import { columns } from "../../output/columns";
import { timeLeft } from "./ttl";
import { workspaceStack } from "./workspace-stack";

/** Prints a workspace, and `more` that is known of it. */
export function showWorkspace(
  { clock, output }: Context,
  record: WorkspaceRecord,
  more: ReadonlyArray<readonly string[]> = [],
): void {
  const overrides = Object.entries(record.config).map(([key, value]) => `${key}=${value}`);
  const rows = [
    ["workspace", record.name],
    ["environment", record.environment],
    ["template", record.template],
    ["stack", workspaceStack(record).stack],
    ["status", record.status],
    ["owner", record.owner],
    ["created", record.created],
    ["expires", `${record.expires} (${timeLeft(record.expires, clock.now())})`],
    ...(overrides.length === 0 ? [] : [["config", overrides.join(" ")]]),
    ...(record.reason === undefined ? [] : [["reason", record.reason]]),
    ...more,
  ];
  for (const line of columns(rows)) {
    output.line(`  ${line}`);
  }
}
