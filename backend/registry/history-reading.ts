import { deploymentRow, type WorkspaceRow } from "../../contracts/registry/rows";
import type { StackId } from "../layout";
import { entriesSince } from "./logged-run";
import { deploymentIdOf, endOf, historyKeys, readDeployment } from "./read-deployment";
import type { Reading, Registry } from "./registry";

/**
 * The last deployments of a workspace whose cost is worked out when all of them are read anew: it takes reading all of
 * the state that each of them left.
 */
export const COSTED_DEPLOYMENTS = 12;

/**
 * The deployments since the newest that is recorded, and that one too: the operations log may know more of it now.
 * @param before the workspace as the table has it
 * @param all also those before it
 */
export async function readHistoryAspect(
  { bucket, region }: Registry,
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
  const known = all ? undefined : before?.newest;
  for (const [index, key] of keys.entries()) {
    const kept = known?.id === deploymentIdOf(key) ? known.monthlyCost : undefined;
    const costed = kept === undefined && index >= keys.length - COSTED_DEPLOYMENTS;
    const found = await readDeployment(bucket, workspaceId, key, entries, costed ? region : undefined);
    if (!found) {
      continue;
    }
    const { record, configHash } = found;
    const { id, kind, status, started, ended = started, monthlyCost = kept } = record;
    // Plain Pulumi tells only by its lock who ran it.
    const by = record.by ?? before?.running?.find((run) => run.started <= ended)?.by;
    rows.push(deploymentRow({ ...record, by, monthlyCost }));
    newest = { newest: { id, kind, status, started, monthlyCost }, lastDeployment: started, configHash };
  }
  return { workspace: newest, rows };
}
