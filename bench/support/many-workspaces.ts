import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { PutBucketNotificationConfigurationCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { checkpointKey, type StackId } from "../../backend/layout";
import { RegistryTable } from "../../backend/registry/registry-table";
import { stateBucketName } from "../../contracts/names";
import { registryNames } from "../../contracts/registry/registry-names";
import { type WorkspaceRow, workspaceRow } from "../../contracts/registry/rows";
import { workspaceId } from "../../contracts/registry/workspace-id";
import { checkpointBody } from "../../test/support/checkpoint-body";
import { clientConfiguration, expectSuccess, startTestFleet, type TestFleet } from "../../test/support/fleet";
import type { Figure } from "./figure";

export const BUCKET = stateBucketName("dev", "000000000000", "eu-west-1");

/** Of each workspace. */
const RESOURCES = 60;
/** Kinds of these. */
const TYPES = 20;

const OWNERS = 100;

/** Requests to the emulator at the same time. */
const WIDTH = 4;

/** A bootstrapped environment that is filled and measured. */
export interface FilledFleet {
  readonly fleet: TestFleet;
  readonly s3: S3Client;
  readonly table: RegistryTable;
}

/** Gives `measure` a bootstrapped environment, and leaves nothing of it behind. */
export async function inBootstrappedFleet(
  measure: (filled: FilledFleet) => Promise<readonly Figure[]>,
): Promise<readonly Figure[]> {
  const fleet = await startTestFleet();
  try {
    expectSuccess(await fleet.run("bootstrap", "dev"));
    const configuration = clientConfiguration(fleet);
    const table = new RegistryTable(new DynamoDBClient(configuration), registryNames("dev").table);
    return await measure({ fleet, s3: new S3Client(configuration), table });
  } finally {
    await fleet.stop();
  }
}

/** Long measurements say where they are. */
export function progress(text: string): void {
  console.error(`  ${text}`);
}

/** The stack of the workspace with that number. */
function stackOf(index: number): StackId {
  return { project: "enclave", stack: `${index % 7 === 0 ? "signer" : "keeper"}-${index}` };
}

export function ownerOf(index: number): string {
  return `team-${index % OWNERS}`;
}

/** Puts the states of as many enclaves into the bucket; nobody indexes them. */
export async function fillBucket({ s3 }: FilledFleet, count: number): Promise<void> {
  await s3.send(
    new PutBucketNotificationConfigurationCommand({ Bucket: BUCKET, NotificationConfiguration: {} }),
  );
  const body = enclaveState();
  await each(count, async (index) => {
    await s3.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: checkpointKey(stackOf(index), "none"), Body: body }),
    );
  });
  progress(`${count} states of ${(body.length / 1024).toFixed(0)} KiB are in the bucket`);
}

/** Writes the rows of as many workspaces: those of their resources are in none of the indexes that lists ask. */
export async function fillRegistry({ table }: FilledFleet, count: number): Promise<void> {
  await each(count / 25, (batch) =>
    table.write(Array.from({ length: 25 }, (_, index) => rowOf(batch * 25 + index))),
  );
  progress(`${count} workspaces are in the registry`);
}

async function each(count: number, work: (index: number) => Promise<void>): Promise<void> {
  const indexes = Array.from({ length: count }, (_, index) => index).values();
  await Promise.all(
    Array.from({ length: WIDTH }, async () => {
      for (const index of indexes) {
        await work(index);
      }
    }),
  );
}

/** 2.2 kB a resource, as those of base have. */
export function enclaveState(): string {
  const resources = Array.from({ length: RESOURCES }, (_, index) => {
    const values = { description: "x".repeat(1000) };
    const type = typeOf(index);
    const urn = `urn:pulumi:dev::enclave::${type}::resource-${index}`;
    return { urn, type, custom: true, id: `resource-${index}`, inputs: values, outputs: values };
  });
  return checkpointBody(resources);
}

const typeOf = (index: number) => `aws:ec2/type${index % TYPES}:Type${index % TYPES}`;

/** A workspace of one of 100 owners; two in a hundred have failed. */
function rowOf(index: number): WorkspaceRow {
  const { project, stack } = stackOf(index);
  const time = new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString();
  const tags = { Owner: ownerOf(index), purpose: index % 3 === 0 ? "demo" : "review" };
  return workspaceRow(
    {
      id: workspaceId(BUCKET, project, stack),
      name: `${project}/${stack}`,
      template: project,
      stack,
      environment: "dev",
      owner: tags.Owner,
      status: index % 50 === 0 ? "error" : "active",
      location: `s3://${BUCKET}/.pulumi/stacks/${project}/${stack}.json`,
      engineVersion: "v3.256.0",
      tags,
      monthlyCost: Math.floor(index / OWNERS) % 90,
      unpriced: {},
      resourceCount: RESOURCES,
      resourceTypes: Object.fromEntries(
        Array.from({ length: TYPES }, (_, type) => [typeOf(type), RESOURCES / TYPES]),
      ),
      created: time,
      updated: time,
    },
    { revision: 1, saved: true, pendingOperations: 0, providerTags: tags, stackTags: {}, running: [] },
  );
}
