import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import {
  type ExecutionListItem,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { EnclaveRequest } from "../../contracts/enclave-request";
import type { Operation } from "../../contracts/operation";
import type { PipelineInput } from "../../contracts/pipeline";
import { newRequest, nextGeneration, requestItem } from "../../contracts/request-row";
import type { DesiredState } from "../../contracts/status";
import type { DeployedPipeline } from "./deployed-pipeline";
import { SPEC } from "./request-fixture";

/** Time for a request to get where it is expected, in milliseconds. */
const PATIENCE = 180_000;

/** Requests of a deployed pipeline, as their requesters write them, and what became of them. */
export class PipelineRequests {
  private readonly dynamodb: DynamoDBClient;
  private readonly sfn: SFNClient;

  constructor(private readonly pipeline: DeployedPipeline) {
    this.dynamodb = new DynamoDBClient(pipeline.client);
    this.sfn = new SFNClient(pipeline.client);
  }

  destroy(): void {
    this.dynamodb.destroy();
    this.sfn.destroy();
  }

  /** Writes a new request with `change`. */
  async put(id: string, change: Readonly<Record<string, unknown>> = {}): Promise<EnclaveRequest> {
    const request = { ...newRequest({ id, owner: "payments", spec: SPEC }, new Date()), ...change };
    await this.dynamodb.send(
      new PutItemCommand({ TableName: this.pipeline.base.requestTableName, Item: requestItem(request) }),
    );
    return request;
  }

  /** Writes the generation after `request`'s. */
  async ask(request: EnclaveRequest, desiredState: DesiredState): Promise<EnclaveRequest> {
    const next = nextGeneration(request, { desiredState }, new Date());
    await this.dynamodb.send(
      new UpdateItemCommand({
        TableName: this.pipeline.base.requestTableName,
        Key: { id: { S: request.id } },
        UpdateExpression: "SET generation = :next, desiredState = :state",
        ConditionExpression: "generation = :read",
        ExpressionAttributeValues: {
          ":next": { N: String(next.generation) },
          ":state": { S: next.desiredState },
          ":read": { N: String(request.generation) },
        },
      }),
    );
    return { ...request, ...next };
  }

  async row(id: string): Promise<EnclaveRequest> {
    const { Item: item = {} } = await this.dynamodb.send(
      new GetItemCommand({
        TableName: this.pipeline.base.requestTableName,
        Key: { id: { S: id } },
        ConsistentRead: true,
      }),
    );
    return unmarshall(item) as EnclaveRequest;
  }

  /** Waits until nobody works on the request any longer and it has `status`. */
  async reaches(id: string, status: EnclaveRequest["status"], generation = 1): Promise<EnclaveRequest> {
    const until = Date.now() + PATIENCE;
    let seen = await this.row(id);
    while (!(seen.status === status && seen.statusGeneration === generation && !seen.lease)) {
      if (Date.now() > until) {
        throw new Error(`${id} did not reach ${status} of generation ${generation}: ${JSON.stringify(seen)}`);
      }
      await sleep(100);
      seen = await this.row(id);
    }
    return seen;
  }

  /** Executions of a request in both state machines. */
  async executions(id: string): Promise<readonly ExecutionListItem[]> {
    const { deployStateMachineArn, cleanupStateMachineArn } = this.pipeline.runtime;
    const lists = await Promise.all(
      [deployStateMachineArn, cleanupStateMachineArn].map((stateMachineArn) =>
        this.sfn.send(new ListExecutionsCommand({ stateMachineArn })),
      ),
    );
    return lists.flatMap((list) => list.executions ?? []).filter(({ name }) => name?.startsWith(`${id}-g`));
  }

  /** How each execution of a request ended, by its name. */
  async executionsEnd(id: string): Promise<Readonly<Record<string, string>>> {
    let found = await this.executions(id);
    while (found.some(({ status }) => status === "RUNNING")) {
      await sleep(100);
      found = await this.executions(id);
    }
    return Object.fromEntries(found.map(({ name = "", status = "" }) => [name, status]));
  }

  /** Starts an execution with `input` past the trigger. */
  async start(name: string, input: PipelineInput): Promise<void> {
    await this.sfn.send(
      new StartExecutionCommand({
        stateMachineArn: this.stateMachineArn(input.operation),
        name,
        input: JSON.stringify(input),
      }),
    );
  }

  /** What happened in an execution, from its beginning. */
  async history(name: string, operation: Operation): Promise<readonly HistoryEvent[]> {
    const arn = this.stateMachineArn(operation).replace(":stateMachine:", ":execution:");
    const { events = [] } = await this.sfn.send(
      new GetExecutionHistoryCommand({ executionArn: `${arn}:${name}`, maxResults: 1000 }),
    );
    return events;
  }

  private stateMachineArn(operation: Operation): string {
    const { deployStateMachineArn, cleanupStateMachineArn } = this.pipeline.runtime;
    return operation === "deploy" ? deployStateMachineArn : cleanupStateMachineArn;
  }
}
