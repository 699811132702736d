import { CreateTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateStateMachineCommand, SFNClient, type SFNClientConfig } from "@aws-sdk/client-sfn";
import type { StateMachines } from "../../lambdas/start-execution";

/** What an execution does, by the beginning of its request's id; it never writes to the row. */
const ENDS = { ends: "Ended", fails: "Failed", waits: "Waiting" } as const;

const DEFINITION = {
  StartAt: "ById",
  States: {
    ById: {
      Type: "Choice",
      Choices: Object.entries(ENDS).map(([beginning, Next]) => ({
        Variable: "$.id",
        StringMatches: `${beginning}-*`,
        Next,
      })),
      Default: "Ended",
    },
    Ended: { Type: "Succeed" },
    Failed: { Type: "Fail", Error: "States.Runtime", Cause: "the error handler was out of order" },
    Waiting: { Type: "Wait", Seconds: 3600, Next: "Ended" },
  },
};

const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

/** State machines under the names of dev's, that do nothing. */
export async function createStateMachines(client: SFNClientConfig): Promise<StateMachines> {
  const [iam, sfn] = [new IAMClient(client), new SFNClient(client)];
  const { Role: role } = await iam.send(
    new CreateRoleCommand({ RoleName: "state-machine", AssumeRolePolicyDocument: JSON.stringify(TRUST) }),
  );
  const create = async (name: string): Promise<string> => {
    const definition = JSON.stringify(DEFINITION);
    const { stateMachineArn = "" } = await sfn.send(
      new CreateStateMachineCommand({ name: `hyperion-dev-${name}`, definition, roleArn: role?.Arn }),
    );
    return stateMachineArn;
  };
  return { deploy: await create("deploy"), destroy: await create("cleanup") };
}

/** A table with the key of the request table, and no stream. */
export async function createRequestTable(dynamodb: DynamoDBClient, TableName: string): Promise<void> {
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
}
