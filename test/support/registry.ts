import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type { Registry } from "../../backend/registry/registry";
import { RegistryTable } from "../../backend/registry/registry-table";
import { REGISTRY_INDEXES } from "../../contracts/registry/registry-keys";
import { startTestEmulator, type TestEmulator } from "./emulator";

export interface TestRegistry extends Registry {
  readonly dynamodb: DynamoDBClient;
  readonly tableName: string;
  stop(): Promise<void>;
}

/** A registry in an emulator of its own: a bucket and a table, and nobody who indexes. */
export async function startTestRegistry(): Promise<TestRegistry> {
  const emulator = await startTestEmulator();
  return { ...(await testRegistry(emulator)), stop: () => emulator.stop() };
}

async function testRegistry({ endpoint }: TestEmulator) {
  const configuration = {
    endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  const s3 = new S3Client({ ...configuration, forcePathStyle: true });
  const dynamodb = new DynamoDBClient(configuration);
  const name = "state";
  const tableName = "registry";
  await s3.send(
    new CreateBucketCommand({
      Bucket: name,
      CreateBucketConfiguration: { LocationConstraint: "eu-west-1" },
    }),
  );
  await createRegistryTable(dynamodb, tableName);
  const table = new RegistryTable(dynamodb, tableName);
  return {
    bucket: { s3, name },
    table,
    environment: "dev",
    region: "eu-west-1",
    dynamodb,
    tableName,
  } as const;
}

async function createRegistryTable(client: DynamoDBClient, TableName: string): Promise<void> {
  const indexes = Object.entries<{ readonly hashKey: string; readonly rangeKey?: string }>(REGISTRY_INDEXES);
  const keys = new Set(["pk", "sk", ...indexes.flatMap(([, key]) => Object.values(key))]);
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [...keys].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
      KeySchema: keySchema("pk", "sk"),
      GlobalSecondaryIndexes: indexes.map(([IndexName, { hashKey, rangeKey }]) => ({
        IndexName,
        KeySchema: keySchema(hashKey, rangeKey),
        Projection: { ProjectionType: "ALL" },
      })),
    }),
  );
}

function keySchema(hashKey: string, rangeKey?: string) {
  return [
    { AttributeName: hashKey, KeyType: "HASH" as const },
    ...(rangeKey === undefined ? [] : [{ AttributeName: rangeKey, KeyType: "RANGE" as const }]),
  ];
}
