import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  CreateFunctionCommand,
  LambdaClient,
  type LambdaClientConfig,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import { strToU8, zipSync } from "fflate";

/** A function for Node with a role of its own, which may do nothing. */
export interface NodeFunction {
  readonly name: string;
  /** Text of index.js, which exports `handler`. */
  readonly code: string;
  /** Its environment. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A role that `service` may take on. @returns its ARN */
export async function createServiceRole(iam: IAMClient, name: string, service: string): Promise<string> {
  const Statement = { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" };
  const { Role: role } = await iam.send(
    new CreateRoleCommand({
      RoleName: name,
      AssumeRolePolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }),
    }),
  );
  return role?.Arn ?? "";
}

/** Creates the function and waits until it can be called. @returns its ARN */
export async function createNodeFunction(
  client: LambdaClientConfig & { readonly region: string },
  { name, code, variables }: NodeFunction,
): Promise<string> {
  const lambda = new LambdaClient(client);
  const role = await createServiceRole(new IAMClient(client), "function", "lambda.amazonaws.com");
  const { FunctionArn: arn = "" } = await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: role,
      Timeout: 30,
      Environment: { Variables: variables },
      Code: { ZipFile: zipSync({ "index.js": strToU8(code) }) },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 30, minDelay: 0.1 }, { FunctionName: arn });
  return arn;
}
