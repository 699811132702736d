import {
  type DeploymentRecord,
  type ResourceRecord,
  TERRAFORM,
  type WorkspaceRecord,
} from "../../../contracts/registry/records";
import { formatUsd } from "../../output/usd";
import { type Content, type Html, html } from "../html";
import { type Page, status, table, time } from "../page";
import type { ConsoleQueries } from "../queries";

/** The most of each that a page shows. */
const MOST_RESOURCES = 500;
const MOST_DEPLOYMENTS = 20;

/**
 * All about one workspace.
 * @param query may have `type`, the only type of which resources are shown
 * @returns undefined when the registry does not know it
 */
export async function workspacePage(
  queries: ConsoleQueries,
  id: string,
  query: URLSearchParams,
): Promise<Page | undefined> {
  const workspace = await queries.workspace(id);
  if (!workspace) {
    return undefined;
  }
  const type = query.get("type") ?? undefined;
  const [resources, deployments] = await Promise.all([
    readResources(queries.resources(id), type),
    queries.deployments(id, MOST_DEPLOYMENTS),
  ]);
  return {
    title: workspace.name,
    section: "/",
    body: html`${summary(workspace)}
<h2>Cost and resources by type</h2>${types(workspace, resources.costs)}
<h2>Deployments</h2>${history(deployments)}
<h2>Graph</h2>${graph(workspace)}
<h2>Resources</h2>${resourceList(workspace, resources, type)}`,
  };
}

function summary(workspace: WorkspaceRecord): Html {
  const { tags, unpriced } = workspace;
  const unknown = Object.entries(unpriced).map(([type, count]) => `${count} × ${type}`);
  const facts: ReadonlyArray<readonly [string, Content]> = [
    ["Status", status(workspace.status)],
    ["Owner", workspace.owner || "–"],
    ["Template", workspace.template],
    ["Description", workspace.description ?? "–"],
    ["Cost a month", formatUsd(workspace.monthlyCost)],
    ["Without a known price", unknown.length === 0 ? "none" : unknown.join(", ")],
    ["Created", time(workspace.created)],
    ["Updated", time(workspace.updated)],
    ["Last deployment", time(workspace.lastDeployment)],
    ["Locked by", workspace.lockHolder ?? "nobody"],
    ["Expires", workspace.expires === undefined ? "never" : time(workspace.expires)],
    ["Engine", workspace.engineVersion ?? "–"],
    ["State", html`<code>${workspace.location}</code>`],
    ["Id", html`<code>${workspace.id}</code>`],
    [
      "Tags",
      Object.entries(tags).map(
        ([key, value]) => html`<a class="tag" href="/?${tagQuery(key, value)}">${key}=${value}</a> `,
      ),
    ],
  ];
  const problem =
    workspace.problem === undefined
      ? undefined
      : html`<p class="problem" role="alert">${workspace.problem}</p>`;
  return html`${problem}<dl>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function graph({ id, name, template, resourceCount }: WorkspaceRecord): Html {
  if (template === TERRAFORM) {
    return html`<p class="none">It is kept in Terraform's files: there is no drawing of them.</p>`;
  }
  return resourceCount === 0
    ? html`<p class="none">It has no resources.</p>`
    : html`<p class="graph"><a href="/workspaces/${id}/graph.svg"><img src="/workspaces/${id}/graph.svg" alt="What the resources of ${name} depend on"></a></p>`;
}

function tagQuery(key: string, value: string): string {
  return new URLSearchParams({ tag: `${key}=${value}` }).toString();
}

function types({ id, resourceTypes }: WorkspaceRecord, costs: ReadonlyMap<string, number>): Html {
  const rows = Object.entries(resourceTypes)
    .sort(([one, few], [other, many]) => (costs.get(other) ?? 0) - (costs.get(one) ?? 0) || many - few)
    .map(([type, count]) => [
      html`<a class="row" href="/workspaces/${id}?${new URLSearchParams({ type }).toString()}#resources">${type}</a>`,
      count,
      costs.has(type) ? formatUsd(costs.get(type) ?? 0) : "–",
    ]);
  return table("Types, the dearest first", ["Type", "Count", "A month"], rows, "It has no resources.");
}

function history(deployments: readonly DeploymentRecord[]): Html {
  const rows = deployments.map(
    ({ started, ended, kind, status: word, by, commit, changes, monthlyCost, error }) => [
      time(started),
      time(ended),
      kind ?? "–",
      status(word),
      by ?? "–",
      commit === undefined ? "–" : html`<code>${commit.slice(0, 12)}</code>`,
      monthlyCost === undefined ? "–" : formatUsd(monthlyCost),
      error ?? changesText(changes),
    ],
  );
  return table(
    `Deployments, the newest ${MOST_DEPLOYMENTS}`,
    ["Started", "Ended", "Kind", "Status", "By", "Commit", "A month", "Changes"],
    rows,
    "No deployment is recorded.",
  );
}

function changesText(changes: DeploymentRecord["changes"] = {}): string {
  return Object.entries(changes)
    .map(([change, count]) => `${count} ${change}`)
    .join(", ");
}

interface ReadResources {
  readonly shown: readonly ResourceRecord[];
  readonly count: number;
  /** USD a month by type. */
  readonly costs: ReadonlyMap<string, number>;
}

async function readResources(
  all: AsyncIterable<ResourceRecord>,
  type: string | undefined,
): Promise<ReadResources> {
  const shown: ResourceRecord[] = [];
  const costs = new Map<string, number>();
  let count = 0;
  for await (const resource of all) {
    if (resource.monthlyCost !== undefined) {
      costs.set(resource.type, (costs.get(resource.type) ?? 0) + resource.monthlyCost);
    }
    if (type === undefined || resource.type === type) {
      count += 1;
      if (shown.length < MOST_RESOURCES) {
        shown.push(resource);
      }
    }
  }
  return { shown, count, costs };
}

function resourceList(
  { id }: WorkspaceRecord,
  { shown, count }: ReadResources,
  type: string | undefined,
): Html {
  const rows = shown.map((resource) => [
    resource.logicalName,
    resource.type,
    html`<code>${resource.cloudId ?? ""}</code>`,
    resource.status === "present" ? "" : status(resource.status),
    resource.monthlyCost === undefined ? "–" : formatUsd(resource.monthlyCost),
  ]);
  const all = type === undefined ? "" : html` <a href="/workspaces/${id}#resources">Show all types</a>`;
  return html`<p id="resources">${shown.length} of ${count}${type === undefined ? "" : ` of type ${type}`}.${all}</p>
${table("Resources", ["Name", "Type", "Id", "Status", "A month"], rows, "It has no resources.")}`;
}
