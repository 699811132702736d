import { isExpiringSoon } from "../../../backend/workspaces/expiry";
import type { Environment } from "../../../contracts/environment";
import type { WorkspaceRecord } from "../../../contracts/registry/records";
import { type RuntimeStack, runtimeStackName } from "../../../contracts/workspace";
import type { Context } from "../../context";
import { columns } from "../../output/columns";
import { csv } from "../../output/csv";
import { formatUsd } from "../../output/usd";
import { readSelection } from "../../selection";
import { expiryWarning } from "../workspace/expiry-warning";
import { timeLeft } from "../workspace/ttl";
import { type EnvironmentsPage, listPage, type PageOptions } from "./list-page";

export interface ListOptions extends PageOptions {
  readonly csv?: boolean;
}

const HEADING = [" ", "NAME", "ENV", "STATUS", "OWNER", "RESOURCES", "A MONTH", "UPDATED", "LEFT"];

const CSV_FIELDS = [
  "id",
  "name",
  "environment",
  "template",
  "status",
  "owner",
  "resourceCount",
  "monthlyCost",
  "created",
  "updated",
  "lastDeployment",
  "expires",
  "lockHolder",
  "description",
] as const satisfies readonly (keyof WorkspaceRecord)[];

/**
 * Lists workspaces as the registry has them, with a `*` before what is selected. Of several environments, one that
 * cannot be asked is a line.
 * @throws FleetError as {@link listPage}
 */
export async function list(
  context: Context,
  environments: readonly Environment[],
  options: ListOptions,
): Promise<void> {
  const { clock, home, output } = context;
  const selection = readSelection(home);
  const page = await listPage(context, environments, options);
  const { workspaces, cursor, unreachable } = page;
  if (options.csv) {
    const rows = workspaces.map((record) => CSV_FIELDS.map((field) => record[field] ?? ""));
    for (const line of csv([CSV_FIELDS, ...rows])) {
      output.line(line);
    }
    tellRest(page, (text) => output.error(text));
    return;
  }
  output.result({ workspaces, cursor: cursor ?? null, unreachable, selection: selection ?? null }, () => {
    if (workspaces.length === 0) {
      output.line("no workspaces");
    } else {
      const rows = workspaces.map((record) => row(record, selection, clock.now()));
      for (const line of columns([HEADING, ...rows])) {
        output.line(line);
      }
    }
    for (const warning of expiryWarnings(workspaces, clock.now())) {
      output.line(`warning: ${warning}`);
    }
    tellRest(page, (text) => output.line(text));
  });
}

function row(record: WorkspaceRecord, selection: RuntimeStack | undefined, now: Date): readonly string[] {
  const { name, environment, status, owner = "", resourceCount, monthlyCost, updated, expires } = record;
  // An environment alone is selected as its own runtime.
  const selected =
    selection?.environment === environment && name === `runtime/${runtimeStackName(selection)}`;
  return [
    selected ? "*" : " ",
    name,
    environment,
    status,
    owner,
    String(resourceCount),
    formatUsd(monthlyCost),
    `${updated.slice(0, 16)}Z`,
    expires === undefined ? "" : timeLeft(expires, now),
  ];
}

/** Of those whose end is near. */
function expiryWarnings(workspaces: readonly WorkspaceRecord[], now: Date): readonly string[] {
  return workspaces.flatMap((record) => {
    const { environment, stack, owner, created, expires } = record;
    if (expires === undefined || !isExpiringSoon({ created, expires }, now)) {
      return [];
    }
    // By this name its commands know it.
    const name = stack.startsWith(`${environment}.`) ? stack.slice(environment.length + 1) : record.name;
    return [expiryWarning({ name, owner, expires }, now)];
  });
}

function tellRest({ cursor, unreachable }: EnvironmentsPage, tell: (text: string) => void): void {
  if (cursor !== undefined) {
    tell(`there are more: give the same command --cursor ${cursor}`);
  }
  for (const { environment, reason } of unreachable) {
    tell(`warning: ${environment}: ${reason}`);
  }
}
