import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient, PutItemCommand, QueryCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  type ServiceInputTypes,
  type ServiceOutputTypes,
  SNSClient,
  type SNSClientResolvedConfig,
} from "@aws-sdk/client-sns";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { DynamoDBDocumentClient, GetCommand, ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { type AwsStub, mockClient } from "aws-sdk-client-mock";
import { stringify } from "yaml";
import type { OperationEntry } from "../../backend/operations/operation-entry";
import { newWorkspace, type WorkspaceRecord } from "../../backend/workspaces/workspace-record";
import type { Engine, Operation, StackTarget } from "../../cli/engine/engine";
import type { EnclaveRequest } from "../../contracts/enclave-request";
import type { WorkspaceRecord as RegisteredWorkspace } from "../../contracts/registry/records";
import { type DeploymentRow, type WorkspaceRow, workspaceRow } from "../../contracts/registry/rows";
import { workspaceId } from "../../contracts/registry/workspace-id";
import { type CommandContext, commandContext } from "./command-context";
import { environmentConfig } from "./environment-config";
import { type MemoryBucket, memoryBucket } from "./memory-bucket";

/** Commands on workspaces in an account in memory: dev is deployed, the engine says that it has done what it was told. */
export interface WorkspaceScenario {
  readonly context: CommandContext;
  readonly bucket: MemoryBucket;
  /** What the engine was told, for instance `up dev.pr-123`. */
  readonly runs: string[];
  readonly targets: StackTarget[];
  /** Requests of dev's table; the environment's pipeline destroys at once what is to be destroyed. */
  readonly requests: Map<string, EnclaveRequest>;
  /** What was published to the environment's topic. */
  readonly topic: AwsStub<ServiceInputTypes, ServiceOutputTypes, SNSClientResolvedConfig>;
  /** Makes the engine fail at `operation`; without an error, succeed again. */
  fail(operation: Operation, error?: Error): void;
  /** Makes the environment's pipeline fail at what it is to destroy. */
  breakPipeline(): void;
  /** What every list of the registry has, whatever is asked for but status and owner. */
  readonly registered: WorkspaceRow[];
  /** Deployments that the registry has, of each workspace the newest first. */
  readonly deployments: DeploymentRow[];
  /** What was written to the registry, in its order; nobody reads it here. */
  readonly rows: readonly unknown[];
  /** What the operations log of `<folder of the project>/<stack>` was told. */
  logged(stack: string): readonly Pick<OperationEntry, "operation" | "outcome" | "reason">[];
  put(record: WorkspaceRecord): void;
  record(name: string): WorkspaceRecord | undefined;
  stop(): void;
}

/** Whether a list's index has the row for `value`: what is destroyed is found by its status and its owner alone. */
function isIndexed({ workspaceStatus, owner }: WorkspaceRow, index: string, value?: string): boolean {
  if (index === "byStatus") {
    return workspaceStatus === value;
  }
  return workspaceStatus !== "destroyed" && (index !== "byOwner" || owner === value);
}

export function workspaceScenario(
  given: { readonly config?: Readonly<Record<string, unknown>>; readonly answer?: string } = {},
): WorkspaceScenario {
  const home = mkdtempSync(join(tmpdir(), "fleet-workspace-"));
  for (const environment of ["dev", "staging", "prod"] as const) {
    const { "fleet:accountId": _, ...config } = environmentConfig(environment);
    writeFileSync(
      join(home, `Pulumi.${environment}.yaml`),
      stringify({ config: { ...config, "runtime:runnerBuild": true, ...given.config } }),
    );
  }
  const bucket = memoryBucket();
  bucket.put(".pulumi/stacks/base/dev.json", "{}");
  const configuration = { region: "eu-west-1" };
  const [sts, kms] = [new STSClient(configuration), new KMSClient(configuration)];
  const cloudwatch = new CloudWatchClient(configuration);
  const sns = new SNSClient(configuration);
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(configuration));
  const dynamodb = new DynamoDBClient(configuration);
  const rows: unknown[] = [];
  const registered: WorkspaceRow[] = [];
  const deployments: DeploymentRow[] = [];
  mockClient(dynamodb)
    .on(UpdateItemCommand)
    .resolves({})
    .on(PutItemCommand)
    .callsFake(({ Item }) => {
      rows.push(unmarshall(Item));
      return {};
    })
    .on(QueryCommand)
    .callsFake(
      ({ ExpressionAttributeValues: { ":pk": pk, ":prefix": prefix, ":hash": hash }, IndexName }) => ({
        Items: (pk !== undefined
          ? [...registered, ...deployments].filter((row) => row.pk === pk.S && row.sk.startsWith(prefix.S))
          : hash?.S === "deployment"
            ? deployments
            : registered.filter((row) => isIndexed(row, IndexName, hash?.S))
        ).map((row) => marshall(row, { removeUndefinedValues: true })),
      }),
    );
  mockClient(cloudwatch);
  mockClient(sts)
    .on(GetCallerIdentityCommand)
    .resolves({ Account: "111122223333", Arn: "arn:aws:sts::111122223333:assumed-role/team/ada" });
  mockClient(kms)
    .on(DescribeKeyCommand)
    .resolves({ KeyMetadata: { KeyId: "1", KeyState: "Enabled" } });
  const requests = new Map<string, EnclaveRequest>();
  const pipeline: { ends: EnclaveRequest["status"] } = { ends: "DESTROYED" };
  mockTable(documents, requests, pipeline);
  const runs: string[] = [];
  const targets: StackTarget[] = [];
  const failures = new Map<Operation, Error>();
  const engine: Partial<Engine> = {
    run: async (operation, target) => {
      runs.push(`${operation} ${target.stack}`);
      targets.push(target);
      const failure = failures.get(operation);
      if (failure) {
        throw failure;
      }
      return { changes: { [operation === "up" ? "create" : "delete"]: 40 }, outputs: {} };
    },
    removeStack: async ({ stack }) => {
      runs.push(`remove ${stack}`);
    },
    stacks: async () => [{ name: "dev.pr-123", resourceCount: 40 }],
  };
  const context = commandContext({
    home,
    clients: { s3: bucket.s3, sts, kms, cloudwatch, dynamodb, documents, sns },
    engine,
    answer: given.answer,
  });
  return {
    context,
    bucket,
    runs,
    targets,
    registered,
    deployments,
    rows,
    requests,
    topic: mockClient(sns),
    fail: (operation, error) => {
      failures.delete(operation);
      if (error) {
        failures.set(operation, error);
      }
    },
    breakPipeline: () => {
      pipeline.ends = "FAILED";
    },
    logged: (stack) =>
      [...bucket.objects.keys()]
        .filter((key) => key.startsWith(`.fleet/operations/${stack}/`))
        .map((key) => JSON.parse(bucket.text(key) ?? "") as OperationEntry)
        .map(({ operation, outcome, reason }) => ({ operation, outcome, reason })),
    put: (record) => bucket.put(`.fleet/workspaces/${record.name}.json`, JSON.stringify(record)),
    record: (name) => {
      const text = bucket.text(`.fleet/workspaces/${name}.json`);
      return text === undefined ? undefined : (JSON.parse(text) as WorkspaceRecord);
    },
    stop: () => rmSync(home, { recursive: true }),
  };
}

/** An active workspace of ada's in dev, with four hours left. */
export function workspace(differences: Partial<WorkspaceRecord> = {}): WorkspaceRecord {
  return {
    ...newWorkspace({
      id: "0d2f4c1e-5a0f-4f0a-9a52-1f6a4a4a8f11",
      name: "pr-123",
      environment: "dev",
      owner: "ada",
      created: "2026-01-31T08:00:00.000Z",
      expires: "2026-01-31T16:00:00.000Z",
      config: {},
    }),
    status: "active",
    ...differences,
  };
}

/** The registry's row of a copy in dev. */
export function registeredCopy(name: string, differences: Partial<RegisteredWorkspace> = {}): WorkspaceRow {
  const stack = `dev.${name}`;
  const record: RegisteredWorkspace = {
    id: workspaceId("hyperion-dev-state-111122223333-eu-west-1", "runtime", stack),
    name: `runtime/${stack}`,
    template: "runtime",
    stack,
    environment: "dev",
    owner: "ada",
    status: "active",
    location: `s3://hyperion-dev-state-111122223333-eu-west-1/.pulumi/stacks/runtime/${stack}.json`,
    tags: { team: "ada" },
    monthlyCost: 41.2,
    unpriced: {},
    resourceCount: 40,
    resourceTypes: { "aws:sqs/queue:Queue": 40 },
    created: "2026-01-31T08:00:00.000Z",
    updated: "2026-01-31T08:10:00.000Z",
    expires: "2026-01-31T16:00:00.000Z",
    ...differences,
  };
  return workspaceRow(record, {
    revision: 1,
    saved: true,
    pendingOperations: 0,
    providerTags: {},
    stackTags: {},
    running: [],
  });
}

function mockTable(
  documents: DynamoDBDocumentClient,
  requests: Map<string, EnclaveRequest>,
  pipeline: { readonly ends: EnclaveRequest["status"] },
): void {
  const table = mockClient(documents);
  table.on(ScanCommand).callsFake(() => ({ Items: [...requests.values()] }));
  table.on(GetCommand).callsFake(({ Key: { id } }) => ({ Item: requests.get(id) }));
  table
    .on(UpdateCommand)
    .callsFake(({ Key: { id }, UpdateExpression: update, ExpressionAttributeValues: values }) => {
      const { workspace: before, ...row } = requests.get(id) ?? ({} as EnclaveRequest);
      const left = String(update).endsWith(" REMOVE workspace");
      requests.set(id, {
        ...row,
        ...(before !== undefined && !left && { workspace: before }),
        generation: values[":generation"],
        desiredState: values[":desiredState"],
        // Only dev's own pipeline is at work here: it takes what is no workspace's.
        ...(left && { status: pipeline.ends, statusGeneration: values[":generation"] }),
      });
    });
}
