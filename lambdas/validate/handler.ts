import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { FUNCTION_ENVIRONMENT } from "../../contracts/function-environment";
import { stateMachineStep } from "../answer";
import { readEnvironment } from "../environment";
import { functionLog } from "../log";
import { once } from "../once";
import { parsePipelineInput } from "../pipeline-event";
import { RequestTable } from "../request-table";
import { type ValidateDependencies, type ValidateOutput, validate } from "./validate";

const dependencies = once((): ValidateDependencies => {
  const environment = readEnvironment({
    table: FUNCTION_ENVIRONMENT.requestTable,
    registries: FUNCTION_ENVIRONMENT.imageRegistries,
  });
  return {
    table: new RequestTable(new DynamoDBClient({}), environment.table),
    registries: environment.registries.split(","),
  };
});

/** Input of an execution → whether its request may be deployed. */
export const handler = stateMachineStep(
  functionLog("validate"),
  async (event: unknown): Promise<ValidateOutput> => validate(parsePipelineInput(event), dependencies()),
);
