import type { WorkspaceRecord } from "../../../backend/workspaces/workspace-record";
import { listWorkspaces } from "../../../backend/workspaces/workspaces";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { stateBucketOf } from "../../engine/state-bucket";
import { columns } from "../../output/columns";
import { readSelection } from "../../selection";
import { lookInto } from "./find-workspace";
import { timeLeft } from "./ttl";

/**
 * Lists the workspaces of `environments`, with a `*` before the one that is selected. Of several environments, one
 * that cannot be reached is a line.
 * @throws FleetError `BackendUnavailable` when none can be reached
 */
export async function list(context: Context, environments: readonly Environment[]): Promise<void> {
  const { clock, home, output } = context;
  const selection = readSelection(home);
  const { reached, unreachable } = await lookInto(context, environments, async (backend) => ({
    environment: backend.environment,
    workspaces: await listWorkspaces(stateBucketOf(context, backend)),
  }));
  const reasons = unreachable.map(({ environment, reason }) => `${environment}: ${reason}`);
  if (reached.length === 0) {
    throw new FleetError("BackendUnavailable", "no environment can be reached", reasons);
  }
  const stored = reached.flatMap(({ workspaces }) => workspaces);
  const records = stored.flatMap(({ record }) => (record ? [record] : []));
  const damaged = stored.filter(({ record }) => !record).map(({ key }) => key);
  output.result({ workspaces: records, damaged, unreachable, selection: selection ?? null }, () => {
    const isSelected = ({ environment, name }: WorkspaceRecord) =>
      selection?.environment === environment && selection.workspace === name;
    const rows = records.map((record) => [
      isSelected(record) ? "*" : " ",
      record.name,
      record.environment,
      record.status,
      record.owner,
      timeLeft(record.expires, clock.now()),
    ]);
    if (rows.length === 0) {
      output.line("no workspaces");
    } else {
      const heading = [" ", "NAME", "ENVIRONMENT", "STATUS", "OWNER", "LEFT"];
      for (const line of columns([heading, ...rows])) {
        output.line(line);
      }
    }
    for (const warning of [...damaged.map((key) => `${key} is no record of a workspace`), ...reasons]) {
      output.line(`warning: ${warning}`);
    }
  });
}
