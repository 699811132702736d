import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { FleetError } from "../../contracts/errors";
import { shown } from "../../contracts/findings";
import { FUNCTION_ENVIRONMENT } from "../../contracts/function-environment";
import {
  RECORD_ACTIONS,
  type RecordInput,
  type RecordOutput,
  type ReleaseOutput,
} from "../../contracts/pipeline";
import { stateMachineStep } from "../answer";
import { readEnvironment } from "../environment";
import { functionLog } from "../log";
import { once } from "../once";
import { parsePipelineInput } from "../pipeline-event";
import { RequestTable } from "../request-table";
import type { RecordDependencies } from "./dependencies";
import { leaseHolders } from "./lease-holder";
import { record } from "./record";

const dependencies = once((): RecordDependencies => {
  const environment = readEnvironment({
    environment: FUNCTION_ENVIRONMENT.environment,
    table: FUNCTION_ENVIRONMENT.requestTable,
  });
  return {
    table: new RequestTable(new DynamoDBClient({}), environment.table),
    holders: leaseHolders(new SFNClient({}), environment.environment),
    now: () => new Date(),
  };
});

/** What the state machine sends. */
export function parseRecordInput(event: Readonly<Record<string, unknown>>): RecordInput {
  const action = RECORD_ACTIONS.find((known) => known === event.action);
  if (!action || typeof event.execution !== "string") {
    throw new FleetError(
      "MalformedEvent",
      `action ${shown(event.action)} of execution ${shown(event.execution)} is not allowed: use ${RECORD_ACTIONS.join(", ")}`,
    );
  }
  return {
    ...(event as Pick<RecordInput, "fence" | "result">),
    action,
    execution: event.execution,
    input: parsePipelineInput(event.input),
  };
}

/** A step of a state machine → the request's row. */
export const handler = stateMachineStep(
  functionLog("record"),
  async (event: Readonly<Record<string, unknown>>): Promise<RecordOutput | ReleaseOutput> =>
    record(parseRecordInput(event), dependencies()),
);
