import {
  GetFunctionConfigurationCommand,
  type LambdaClient,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";

/** Name of the variable by which AWS's clients find an endpoint that is not AWS's. */
const ENDPOINT = "AWS_ENDPOINT_URL";

/** From their next start on, functions send their AWS calls to `endpoint`; without it where they went at first. */
export async function sendCallsTo(
  lambda: LambdaClient,
  functionNames: readonly string[],
  endpoint: string | undefined,
): Promise<void> {
  for (const FunctionName of functionNames) {
    const { Environment: environment } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName }),
    );
    const { [ENDPOINT]: _, ...variables } = environment?.Variables ?? {};
    await lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName,
        Environment: { Variables: { ...variables, ...(endpoint && { [ENDPOINT]: endpoint }) } },
      }),
    );
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: 60 }, { FunctionName });
  }
}
