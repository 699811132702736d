import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { FleetError } from "../../contracts/errors";
import { shown } from "../../contracts/findings";
import { FUNCTION_ENVIRONMENT } from "../../contracts/function-environment";
import { CAPACITY_PAUSE_METRIC, METRIC_NAMESPACE } from "../../contracts/metrics";
import {
  type AdmitOutput,
  type LeaveOutput,
  RECORD_ACTIONS,
  type RecordInput,
  type RecordOutput,
  type ReleaseOutput,
  SLOT_ACTIONS,
  type SlotInput,
} from "../../contracts/pipeline";
import { stateMachineStep } from "../answer";
import { readEnvironment } from "../environment";
import { functionLog } from "../log";
import { once } from "../once";
import { parsePipelineInput } from "../pipeline-event";
import { RequestTable } from "../request-table";
import { admit } from "./admit";
import { leaseHolders } from "./lease-holder";
import { leave } from "./leave";
import { record } from "./record";
import type { SlotDependencies } from "./slot-dependencies";
import { SlotTable } from "./slot-table";

const metrics = once(() => new Metrics({ namespace: METRIC_NAMESPACE, serviceName: "record" }));

const dependencies = once((): SlotDependencies => {
  const environment = readEnvironment({
    environment: FUNCTION_ENVIRONMENT.environment,
    table: FUNCTION_ENVIRONMENT.requestTable,
    slots: FUNCTION_ENVIRONMENT.slotTable,
    total: FUNCTION_ENVIRONMENT.maxConcurrent,
    perOwner: FUNCTION_ENVIRONMENT.maxConcurrentPerOwner,
  });
  const dynamodb = new DynamoDBClient({});
  return {
    table: new RequestTable(dynamodb, environment.table),
    holders: leaseHolders(new SFNClient({}), environment.environment),
    now: () => new Date(),
    slots: new SlotTable(dynamodb, environment.slots),
    caps: { total: Number(environment.total), perOwner: Number(environment.perOwner) },
    random: Math.random,
    countPause: (began) => {
      metrics().addMetric(CAPACITY_PAUSE_METRIC, MetricUnit.Count, began);
      metrics().publishStoredMetrics();
    },
  };
});

const ACTIONS = [...RECORD_ACTIONS, ...SLOT_ACTIONS];

function parseInput(event: Readonly<Record<string, unknown>>): RecordInput | SlotInput {
  const action = ACTIONS.find((known) => known === event.action);
  if (!action || typeof event.execution !== "string") {
    throw new FleetError(
      "MalformedEvent",
      `action ${shown(event.action)} of execution ${shown(event.execution)} is not allowed: use ${ACTIONS.join(", ")}`,
    );
  }
  const { state } = event as { readonly state?: { readonly error?: { readonly Error?: string } } };
  return {
    ...(event as Pick<RecordInput, "fence" | "result">),
    action,
    execution: event.execution,
    input: parsePipelineInput(event.input),
    error: state?.error?.Error,
  } as RecordInput | SlotInput;
}

/** A step of a state machine → the request's row, and the slots of its runtime. */
export async function handle(
  event: Readonly<Record<string, unknown>>,
  dependencies: SlotDependencies,
): Promise<RecordOutput | ReleaseOutput | AdmitOutput | LeaveOutput> {
  const given = parseInput(event);
  switch (given.action) {
    case "admit":
      return admit(given.input, given.execution, dependencies);
    case "leave":
      return leave(given, dependencies);
    default:
      return record(given, dependencies);
  }
}

export const handler = stateMachineStep(functionLog("record"), (event: Readonly<Record<string, unknown>>) =>
  handle(event, dependencies()),
);
