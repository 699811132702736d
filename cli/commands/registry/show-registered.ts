import { describeLease, readLease } from "../../../backend/locks/lease";
import { describeLock, listLocks } from "../../../backend/locks/locks";
import { lastDeployments } from "../../../backend/registry/last-deployments";
import { type DeploymentRecord, TERRAFORM, type WorkspaceRecord } from "../../../contracts/registry/records";
import type { Context } from "../../context";
import { columns } from "../../output/columns";
import { formatUsd } from "../../output/usd";
import { timeLeft } from "../workspace/ttl";
import { DEPLOYMENT_HEADING, deploymentRow } from "./deployment-row";
import { type NamedWorkspace, stackOf } from "./named-workspace";

/** What is on the screen of a workspace beside its record. */
export interface WorkspaceView {
  readonly deployments: readonly DeploymentRecord[];
  /** Who is at work on it, as the locks and leases of the state bucket say now. */
  readonly inUseBy: readonly string[];
  /** More lines, as what and its value. */
  readonly more: ReadonlyArray<readonly [string, string]>;
}

/** Deployments that are shown. */
const LAST = 5;

/** Reads what the registry has beside the record, and who is at work now. */
export async function viewWorkspace({
  registry,
  workspace,
}: NamedWorkspace): Promise<Omit<WorkspaceView, "more">> {
  if (workspace.template === TERRAFORM) {
    return { deployments: await lastDeployments(registry.table, workspace.id, LAST), inUseBy: [] };
  }
  const stack = stackOf(workspace);
  const [deployments, locks, lease] = await Promise.all([
    lastDeployments(registry.table, workspace.id, LAST),
    listLocks(registry.bucket, stack),
    readLease(registry.bucket, stack),
  ]);
  const holder = lease?.record?.released === false ? [describeLease(lease.record)] : [];
  return { deployments, inUseBy: [...holder, ...locks.map(describeLock)] };
}

/**
 * Prints everything about a workspace on one screen.
 * @param view nothing of it is said without it
 */
export function showRegistered(
  { clock, output }: Context,
  record: WorkspaceRecord,
  view?: WorkspaceView,
): void {
  const tags = Object.entries(record.tags).map((tag) => tag.join("="));
  const unpriced = Object.entries(record.unpriced).map(([type, count]) => `${count} × ${type}`);
  const facts: ReadonlyArray<readonly [string, string | undefined]> = [
    ["workspace", record.name],
    ["id", record.id],
    ["environment", record.environment],
    ["status", record.status],
    ["problem", record.problem],
    ["renamed to", record.renamedTo],
    ["description", record.description],
    ["owner", record.owner],
    ["tags", tags.join(" ")],
    ["created", record.created],
    ["updated", record.updated],
    ["expires", record.expires && `${record.expires} (${timeLeft(record.expires, clock.now())})`],
    ["cost", `${formatUsd(record.monthlyCost)} a month`],
    ["not priced", unpriced.join(", ")],
    ["state", record.location],
    ["engine", record.engineVersion],
    ...(view?.inUseBy ?? []).map((who) => ["in use by", who] as const),
    ...(view?.more ?? []),
  ];
  const told = facts.filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== "");
  const types = Object.entries(record.resourceTypes).sort(([left], [right]) => (left < right ? -1 : 1));
  const print = (heading: string, rows: ReadonlyArray<readonly string[]>) => {
    output.line(`  ${heading}`);
    for (const line of columns(rows)) {
      output.line(`    ${line}`);
    }
  };
  for (const line of columns(told)) {
    output.line(`  ${line}`);
  }
  print(
    `${record.resourceCount} resources`,
    types.map(([type, count]) => [String(count), type]),
  );
  if (view?.deployments.length === 0) {
    print("no deployments", []);
  } else if (view) {
    print("last deployments", [DEPLOYMENT_HEADING, ...view.deployments.map(deploymentRow)]);
  }
}
