import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { SNSClient } from "@aws-sdk/client-sns";
import { runtimeNames } from "../../../contracts/runtime-names";
import { stateMachineStep } from "../../../lambdas/answer";
import { handle as handleError } from "../../../lambdas/handle-error/handler";
import { topicNotifier } from "../../../lambdas/handle-error/notify";
import type { Log } from "../../../lambdas/log";
import { parsePipelineInput } from "../../../lambdas/pipeline-event";
import type { ReconcileDependencies } from "../../../lambdas/reconcile/dependencies";
import { handle as record } from "../../../lambdas/record/handler";
import { LeaseHolders } from "../../../lambdas/record/lease-holder";
import type { SlotDependencies } from "../../../lambdas/record/slot-dependencies";
import { RequestTable } from "../../../lambdas/request-table";
import { validate } from "../../../lambdas/validate/validate";
import { ARGS } from "../../components/pipeline/definition-fixture";
import { NOW, REGISTRY } from "../request-fixture";
import type { Data } from "./states-language";
import { STATE_MACHINES } from "./step-functions";

const TABLE = "requests";

export const SILENT: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Clients of the functions; each call waits for its turn. */
export interface FunctionClients {
  readonly dynamodb: DynamoDBClient;
  readonly sfn: SFNClient;
  readonly sns: SNSClient;
  readonly slots: SlotDependencies["slots"];
  readonly now: () => Date;
}

/** One slot: whatever an execution of the request leaves behind is in the next one's way. */
export const CAPS = { total: 1, perOwner: 1 };

/** The functions that the state machines call, by ARN. */
export function pipelineFunctions(
  clients: FunctionClients,
): Readonly<Record<string, (payload: Data) => Promise<unknown>>> {
  const { slots, now } = clients;
  const { table, holders, notify } = worksWith(clients);
  return {
    [ARGS.validateFunctionArn]: stateMachineStep(SILENT, async (event: Data) =>
      validate(parsePipelineInput(event), { table, registries: [REGISTRY] }),
    ),
    [ARGS.recordFunctionArn]: stateMachineStep(SILENT, async (event: Data) =>
      record(event, {
        table,
        holders,
        now,
        slots,
        caps: CAPS,
        random: () => 0.5,
        countPause: () => undefined,
      }),
    ),
    [ARGS.handleErrorFunctionArn]: stateMachineStep(SILENT, async (event: Data) =>
      handleError(event, { table, notify, log: SILENT, now }),
    ),
  };
}

/** What the reconciler works with. No lifetime ends: its clock stands still. */
export function reconcileDependencies(clients: FunctionClients): ReconcileDependencies {
  return {
    ...worksWith(clients),
    dynamodb: clients.dynamodb,
    tableName: TABLE,
    sfn: clients.sfn,
    stateMachines: STATE_MACHINES,
    notifyExpiry: async () => undefined,
    tellCanary: () => undefined,
    tellCensus: () => undefined,
    count: () => undefined,
    log: SILENT,
    now: () => NOW,
  };
}

function worksWith({ dynamodb, sfn, sns }: FunctionClients) {
  const names = runtimeNames("dev");
  return {
    table: new RequestTable(dynamodb, TABLE),
    holders: new LeaseHolders(sfn, [names.deployStateMachine, names.cleanupStateMachine]),
    notify: topicNotifier(sns, "arn:aws:sns:eu-west-1:111122223333:hyperion-dev-notifications"),
  };
}
