import { deploymentRow, type WorkspaceRow } from "../../contracts/registry/rows";
import type { StackId } from "../layout";
import { entriesSince } from "./logged-run";
import { deploymentIdOf, endOf, historyKeys, readDeployment } from "./read-deployment";
import type { Reading, Registry } from "./registry";

/**
 * The deployments since the newest that is recorded, and that one too: the operations log may know more of it now.
 * @param before the workspace as the table has it
 * @param all also those before it
 */
export async function readHistoryAspect(
  { bucket }: Registry,
  stack: StackId,
  workspaceId: string,
  before: WorkspaceRow | undefined,
  all: boolean,
): Promise<Reading> {
  const since = all ? "" : (before?.newest?.id ?? "");
  const keys = (await historyKeys(bucket, stack)).filter((key) => deploymentIdOf(key) >= since);
  const [first] = keys;
  if (first === undefined) {
    return { workspace: {} };
  }
  const entries = await entriesSince(bucket, stack, endOf(deploymentIdOf(first)));
  const rows = [];
  let newest: Reading["workspace"] = {};
  for (const key of keys) {
    const found = await readDeployment(bucket, workspaceId, key, entries);
    if (!found) {
      continue;
    }
    const { record, configHash } = found;
    const { id, kind, status, started, ended = started } = record;
    // Plain Pulumi tells only by its lock who ran it.
    const by = record.by ?? before?.running?.find((run) => run.started <= ended)?.by;
    rows.push(deploymentRow({ ...record, by }));
    newest = { newest: { id, kind, status, started }, lastDeployment: started, configHash };
  }
  return { workspace: newest, rows };
}
