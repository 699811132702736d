import type { ConsoleQueries } from "../../cli/console/queries";
import { dependencyGraph } from "../../cli/graph/dependency-graph";
import type { HygieneReport } from "../../cli/hygiene/hygiene-report";
import type { EnclaveRequest } from "../../contracts/enclave-request";
import { type ResourceRecord, TERRAFORM, type WorkspaceRecord } from "../../contracts/registry/records";
import { compareWorkspaces, type WorkspaceFilter } from "../../contracts/registry/workspace-filter";
import { fileId } from "./file-workspaces";

/** What a hostile owner might call something. */
export const HOSTILE = `<script>document.title="owned"</script>"'&`;

export function workspaceRecord(count: number, more: Partial<WorkspaceRecord> = {}): WorkspaceRecord {
  return {
    id: fileId(count),
    name: `enclave/signer-${count}`,
    template: "enclave",
    stack: `signer-${count}`,
    environment: "dev",
    owner: "payments",
    status: "active",
    location: `s3://state/.pulumi/stacks/enclave/signer-${count}.json`,
    engineVersion: "v3.256.0",
    tags: { Owner: "payments", tier: "1" },
    monthlyCost: 62.5 * count,
    unpriced: {},
    resourceCount: 3,
    resourceTypes: { "aws:ec2/launchTemplate:LaunchTemplate": 1, "aws:iam/role:Role": 2 },
    created: "2026-01-30T10:00:00.000Z",
    updated: `2026-01-31T09:${String(count).padStart(2, "0")}:00.000Z`,
    ...more,
  };
}

function resourceRecord(name: string, type: string, more: Partial<ResourceRecord> = {}): ResourceRecord {
  return {
    workspaceId: fileId(1),
    urn: `urn:pulumi:signer-1::enclave::${type}::${name}`,
    type,
    logicalName: name,
    status: "present",
    ...more,
  };
}

const HOST = resourceRecord("host", "fleet:enclave:EnclaveHost");
export const RESOURCES: readonly ResourceRecord[] = [
  HOST,
  resourceRecord("host-launch", "aws:ec2/launchTemplate:LaunchTemplate", {
    parent: HOST.urn,
    cloudId: "lt-0123",
    monthlyCost: 62.5,
  }),
  resourceRecord("host-role", "aws:iam/role:Role", { parent: HOST.urn, cloudId: HOSTILE }),
];

/** The same as its state has them: the component is not in the cloud, and the template depends on the role. */
const SAVED = RESOURCES.map(({ urn, type, logicalName }) => ({
  urn,
  type,
  custom: urn !== HOST.urn,
  dependencies:
    logicalName === "host-launch" ? [`${HOST.urn.replace(HOST.type, "aws:iam/role:Role")}-role`] : [],
}));

const REQUEST = {
  id: "signer-2",
  owner: "payments",
  generation: 1,
  statusGeneration: 1,
  desiredState: "DEPLOYED",
  status: "DEPLOYING",
  fence: 1,
  execution: "arn:aws:states:eu-west-1:1:execution:deploy:signer-2-1-deploy",
  createdAt: "2026-01-31T10:00:00.000Z",
  updatedAt: "2026-01-31T10:01:00.000Z",
} as EnclaveRequest;

const REPORT: HygieneReport = {
  kind: "daily",
  environment: "dev",
  account: "1",
  region: "eu-west-1",
  startedAt: "2026-01-31T03:00:00.000Z",
  durationSeconds: 9,
  checks: [{ name: "drift", title: "Drift", findings: ["base dev: flow-logs was deleted"], facts: {} }],
};

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

/** The page's questions, answered from a few records; the first workspace has resources and a deployment. */
export function consoleQueries(workspaces: readonly WorkspaceRecord[]): ConsoleQueries & {
  readonly asked: WorkspaceFilter[];
} {
  const asked: WorkspaceFilter[] = [];
  return {
    asked,
    place: "dev, account 000000000000 in eu-west-1",
    workspaces: async (filter, { sort = "updated", cursor }) => {
      asked.push(filter);
      if (cursor !== undefined) {
        return { workspaces: [] };
      }
      const { text = "", owner } = filter;
      const found = workspaces.filter(
        (one) => one.name.includes(text) && (owner === undefined || one.owner === owner),
      );
      return { workspaces: found.sort(compareWorkspaces(sort)), cursor: text === "" ? "next" : undefined };
    },
    workspace: async (id) => workspaces.find((one) => one.id === id),
    graph: async ({ template }) => (template === TERRAFORM ? undefined : dependencyGraph(SAVED)),
    resources: (id) => each(id === fileId(1) ? RESOURCES : []),
    deployments: async (id) => [
      {
        workspaceId: id,
        id: "1",
        kind: "create",
        status: "succeeded",
        started: "2026-01-31T09:00:00.000Z",
        ended: "2026-01-31T09:01:00.000Z",
        by: "ada@laptop",
        commit: "0123456789abcdef",
        changes: { create: 3 },
      },
    ],
    requests: () => each([REQUEST, { ...REQUEST, id: "settled", status: "DEPLOYED" }]),
    locks: async () => [
      {
        project: "base",
        stack: "dev",
        kind: "lease",
        key: "k",
        description: "d",
        owner: "ada@laptop",
        operation: "up",
        since: "2026-01-31T11:00:00Z",
        state: "alive",
        evidence: "it has renewed its lease",
      },
    ],
    dailyReport: async () => REPORT,
  };
}
