import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { DecryptCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { executionEvents } from "../../cli/story/execution-events";
import type { AccessRole } from "../../contracts/access-role";
import type { Profile } from "../../contracts/local-profile";
import { workspaceKeyOf } from "../../contracts/registry/registry-keys";
import { workspaceId } from "../../contracts/registry/workspace-id";
import { requestItem } from "../../contracts/request-row";
import { checkpointBody, STACK_RESOURCE, urnOf } from "./checkpoint-body";
import { clientConfiguration, type Finished, startFleet, type TestFleet } from "./fleet";
import { request } from "./request-fixture";
import { STATE_BUCKET } from "./stack-state";

export const REQUESTS = "hyperion-dev-requests";
export const REGISTRY = "hyperion-dev-registry";

/** Somebody with a session of a role that is called as what they are. */
export interface Person {
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly kms: KMSClient;
  readonly sfn: SFNClient;
  run(...args: readonly string[]): Promise<Finished>;
  close(): void;
}

/** Who in the account may be one: anybody that its administrators let, with a tag. */
export const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Principal: { AWS: "arn:aws:iam::000000000000:root" },
  },
});

/** @param team value of their session's tag Owner; without one, the session has none */
export async function signIn(fleet: TestFleet, role: AccessRole, team?: string): Promise<Person> {
  const sts = new STSClient(clientConfiguration(fleet));
  const { Credentials: given } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::000000000000:role/${role}`,
      RoleSessionName: "ada",
      Tags: team === undefined ? [] : [{ Key: "Owner", Value: team }],
    }),
  );
  sts.destroy();
  const credentials = {
    accessKeyId: given?.AccessKeyId ?? "",
    secretAccessKey: given?.SecretAccessKey ?? "",
    sessionToken: given?.SessionToken ?? "",
  };
  const configuration = { ...clientConfiguration(fleet), credentials };
  const environment = {
    ...fleet.environment,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
  };
  const { endpoint } = fleet.emulator;
  const profile: Profile = { pid: process.pid, endpoint, environment, home: fleet.home, logs: fleet.home };
  const path = join(fleet.home, `${encodeURIComponent(`${role} ${team}`)}.json`);
  writeFileSync(path, JSON.stringify(profile));
  const [dynamodb, kms] = [new DynamoDBClient(configuration), new KMSClient(configuration)];
  const sfn = new SFNClient(configuration);
  const s3 = new S3Client({ ...configuration, forcePathStyle: true });
  const close = () => {
    for (const client of [dynamodb, s3, kms, sfn]) {
      client.destroy();
    }
  };
  return { dynamodb, s3, kms, sfn, run: (...args) => startFleet(args, path).finished, close };
}

/** What somebody can try with a workspace of that team, and what with all of them. */
export function attempts({ dynamodb, s3, kms, sfn }: Person, team: string, secret: Uint8Array) {
  const id = `${team}-signer`;
  const key = { TableName: REQUESTS, Key: { id: { S: id } } };
  const object = { Bucket: STATE_BUCKET, Key: checkpointOf(id) };
  const { pk, sk } = workspaceKeyOf(workspaceId(STATE_BUCKET, "enclave", `${team}-other`));
  return {
    "read its request": () => dynamodb.send(new GetItemCommand(key)),
    "write its request": () =>
      dynamodb.send(
        new PutItemCommand({ TableName: REQUESTS, Item: requestItem(request({ id, owner: team })) }),
      ),
    "change its request": () =>
      dynamodb.send(
        new UpdateItemCommand({
          ...key,
          UpdateExpression: "SET generation = :one",
          ExpressionAttributeValues: { ":one": { N: "1" } },
        }),
      ),
    "delete its request's row": () =>
      dynamodb.send(
        new DeleteItemCommand({ TableName: REQUESTS, Key: { id: { S: `${team}-never-there` } } }),
      ),
    "see its record": () => dynamodb.send(ownedQuery(team)),
    "list its requests": () => dynamodb.send(ownedQuery(team, REQUESTS)),
    "follow its execution": () =>
      executionEvents(
        sfn,
        `arn:aws:states:eu-west-1:000000000000:execution:hyperion-dev-deploy:${id}-g1-deploy`,
      ),
    "write the registry": () =>
      dynamodb.send(
        new BatchWriteItemCommand({
          RequestItems: { [REGISTRY]: [{ DeleteRequest: { Key: { pk: { S: pk }, sk: { S: sk } } } }] },
        }),
      ),
    "read its state": () => s3.send(new GetObjectCommand(object)),
    "write its state": () => s3.send(new PutObjectCommand({ ...object, Body: stateOf(team) })),
    "release its lock": () =>
      s3.send(
        new DeleteObjectCommand({
          Bucket: STATE_BUCKET,
          Key: `.pulumi/locks/organization/enclave/${id}/1.json`,
        }),
      ),
    "list everybody's requests": () => dynamodb.send(new ScanCommand({ TableName: REQUESTS })),
    "list every state": () => s3.send(new ListObjectsV2Command({ Bucket: STATE_BUCKET })),
    "decrypt secrets": () => kms.send(new DecryptCommand({ CiphertextBlob: secret })),
  };
}

export const checkpointOf = (id: string) => `.pulumi/stacks/enclave/${id}.json`;

/** State of a stack that is of that team. */
export function stateOf(team: string): string {
  return checkpointBody([STACK_RESOURCE, ownedBy(team)]);
}

/** A provider that says whose a stack is. */
function ownedBy(team: string) {
  const type = "pulumi:providers:aws";
  return {
    urn: urnOf(type, "aws"),
    type,
    custom: true,
    id: "provider",
    inputs: { defaultTags: JSON.stringify({ tags: { Owner: team } }) },
  };
}

/** Everything that a table has of an owner. */
export function ownedQuery(owner: string, TableName = REGISTRY): QueryCommand {
  return new QueryCommand({
    TableName,
    IndexName: "byOwner",
    KeyConditionExpression: "#owner = :owner",
    ExpressionAttributeNames: { "#owner": "owner" },
    ExpressionAttributeValues: { ":owner": { S: owner } },
  });
}

/** Whether AWS refused for want of a permission; any other failure is the test's. */
export async function isDenied(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return false;
  } catch (error) {
    if (!["AccessDenied", "AccessDeniedException"].includes((error as Error).name)) {
      throw error;
    }
    return true;
  }
}
