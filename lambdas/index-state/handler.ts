import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { RegistryTable } from "../../backend/registry/registry-table";
import { parseEnvironment } from "../../contracts/environment";
import { FUNCTION_ENVIRONMENT } from "../../contracts/function-environment";
import { METRIC_NAMESPACE } from "../../contracts/metrics";
import { readEnvironment } from "../environment";
import { functionLog } from "../log";
import { once } from "../once";
import { type IndexDependencies, type IndexMetric, indexChanges } from "./index-changes";
import { type BatchAnswer, parseBatch } from "./queue-event";

/** A batch of the state bucket's events → rows of the registry. */
export async function handle(event: unknown, dependencies: IndexDependencies): Promise<BatchAnswer> {
  const failed = await indexChanges(parseBatch(event), dependencies);
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

const metrics = once(() => new Metrics({ namespace: METRIC_NAMESPACE, serviceName: "index-state" }));

const dependencies = once((): IndexDependencies => {
  const { environment, bucket, table } = readEnvironment({
    environment: FUNCTION_ENVIRONMENT.environment,
    bucket: FUNCTION_ENVIRONMENT.stateBucket,
    table: FUNCTION_ENVIRONMENT.registryTable,
  });
  return {
    registry: {
      bucket: { s3: new S3Client({}), name: bucket },
      table: new RegistryTable(new DynamoDBClient({ maxAttempts: 8 }), table),
      environment: parseEnvironment(environment),
      // Lambda sets it.
      region: process.env.AWS_REGION ?? "",
    },
    log: functionLog("index-state"),
    count: (metric: IndexMetric) => metrics().addMetric(metric, MetricUnit.Count, 1),
  };
});

export async function handler(event: unknown): Promise<BatchAnswer> {
  try {
    return await handle(event, dependencies());
  } finally {
    metrics().publishStoredMetrics();
  }
}
