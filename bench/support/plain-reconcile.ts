// The plain way to compare rows with executions, as a program: reads every row whole, then asks for its execution.
import { DynamoDBClient, ScanCommand, type ScanCommandOutput } from "@aws-sdk/client-dynamodb";
import { DescribeExecutionCommand, ExecutionDoesNotExist, SFNClient } from "@aws-sdk/client-sfn";
import { FUNCTION_ENVIRONMENT } from "../../contracts/function-environment";
import { readEnvironment } from "../../lambdas/environment";

/** Rows whose executions are asked for; the time is scaled up to all. */
export const SAMPLE = 500;

async function main(): Promise<void> {
  const { table, deploy } = readEnvironment({
    table: FUNCTION_ENVIRONMENT.requestTable,
    deploy: FUNCTION_ENVIRONMENT.deployStateMachine,
  });
  const [dynamodb, sfn] = [new DynamoDBClient({}), new SFNClient({})];
  const rows: NonNullable<ScanCommandOutput["Items"]> = [];
  const scanning = performance.now();
  let ExclusiveStartKey: ScanCommandOutput["LastEvaluatedKey"];
  do {
    const page = await dynamodb.send(new ScanCommand({ TableName: table, ExclusiveStartKey }));
    rows.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  const asking = performance.now();
  for (const { id } of rows.slice(0, SAMPLE)) {
    const executionArn = `${deploy.replace(":stateMachine:", ":execution:")}:${id?.S}-g1-deploy`;
    try {
      await sfn.send(new DescribeExecutionCommand({ executionArn }));
    } catch (error) {
      if (!(error instanceof ExecutionDoesNotExist)) {
        throw error;
      }
    }
  }
  const each = (performance.now() - asking) / SAMPLE;
  console.log(JSON.stringify({ rows: rows.length, milliseconds: asking - scanning + each * rows.length }));
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
