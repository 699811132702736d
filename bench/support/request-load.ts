import { readFileSync } from "node:fs";
import { join } from "node:path";
import { paginateDescribeAutoScalingGroups } from "@aws-sdk/client-auto-scaling";
import { ListTasksCommand } from "@aws-sdk/client-ecs";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateScan,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { parse } from "yaml";
import { baseNames } from "../../contracts/base-names";
import type { EnclaveRequest, EnclaveSpec } from "../../contracts/enclave-request";
import { FUNCTION_ENVIRONMENT } from "../../contracts/function-environment";
import { newRequest } from "../../contracts/request-row";
import { runtimeNames } from "../../contracts/runtime-names";
import type { SlotCaps } from "../../contracts/slots";
import type { DesiredState } from "../../contracts/status";
import { REQUEST_TAG } from "../../contracts/tags";
import { SlotTable } from "../../lambdas/record/slot-table";
import type { Clients } from "../../local/providers/clients";

const EXAMPLE = join(__dirname, "..", "..", "examples", "payments-signer.yaml");
const TableName = baseNames("dev").requestTable;
const { cluster, recordFunction, slotTable } = runtimeNames("dev");

/** Many requests for the shipped example, put straight into dev's table as an application's own program would. */
export class RequestLoad {
  readonly #documents: DynamoDBDocumentClient;
  readonly #slots: SlotTable;

  constructor(private readonly aws: Clients) {
    this.#documents = DynamoDBDocumentClient.from(aws.dynamodb);
    this.#slots = new SlotTable(aws.dynamodb, slotTable);
  }

  /** @param change of the example's spec */
  async put(id: string, owner: string, change: Partial<EnclaveSpec> = {}): Promise<EnclaveRequest> {
    const { spec } = parse(readFileSync(EXAMPLE, "utf8")) as { spec: EnclaveSpec };
    const request = newRequest({ id, owner, spec: { ...spec, ...change } }, new Date());
    await this.write(request);
    return request;
  }

  /** Writes the next generation of a request that is there, as `fleet` does. @returns the row then */
  async ask(id: string, desiredState: DesiredState): Promise<EnclaveRequest> {
    const Key = { id };
    const { Item } = await this.#documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    const { generation } = Item as EnclaveRequest;
    const { Attributes } = await this.#documents.send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: "SET generation = :next, desiredState = :state, updatedAt = :now",
        ConditionExpression: "generation = :read",
        ExpressionAttributeValues: {
          ":next": generation + 1,
          ":state": desiredState,
          ":now": new Date().toISOString(),
          ":read": generation,
        },
        ReturnValues: "ALL_NEW",
      }),
    );
    return Attributes as EnclaveRequest;
  }

  async write(row: EnclaveRequest): Promise<void> {
    await this.#documents.send(new PutCommand({ TableName, Item: row }));
  }

  async rows(): Promise<readonly EnclaveRequest[]> {
    const found: EnclaveRequest[] = [];
    for await (const { Items = [] } of paginateScan({ client: this.#documents }, { TableName })) {
      found.push(...(Items as EnclaveRequest[]));
    }
    return found;
  }

  /** How many runners there are now. */
  async runners(): Promise<number> {
    const { taskArns = [] } = await this.aws.ecs.send(
      new ListTasksCommand({ cluster, desiredStatus: "RUNNING" }),
    );
    return taskArns.length;
  }

  /** How many deployments have a slot now. */
  async slots(): Promise<SlotCaps> {
    const { running } = await this.#slots.read("deploy");
    const owners = Object.values(running).map(({ owner }) => owner);
    const ofEach = [...new Set(owners)].map((owner) => owners.filter((other) => other === owner).length);
    return { total: owners.length, perOwner: Math.max(0, ...ofEach) };
  }

  /** How many may have one, as the function that gives them knows it. */
  async caps(): Promise<SlotCaps> {
    const { Environment: { Variables = {} } = {} } = await this.aws.lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: recordFunction }),
    );
    return {
      total: Number(Variables[FUNCTION_ENVIRONMENT.maxConcurrent]),
      perOwner: Number(Variables[FUNCTION_ENVIRONMENT.maxConcurrentPerOwner]),
    };
  }

  /** Hosts by request, as AWS has them. */
  async hosts(): Promise<ReadonlyMap<string, number>> {
    const hosts = new Map<string, number>();
    for await (const { AutoScalingGroups = [] } of paginateDescribeAutoScalingGroups(
      { client: this.aws.autoscaling },
      {},
    )) {
      for (const { Tags = [] } of AutoScalingGroups) {
        const id = Tags.find(({ Key }) => Key === REQUEST_TAG)?.Value;
        if (id !== undefined) {
          hosts.set(id, (hosts.get(id) ?? 0) + 1);
        }
      }
    }
    return hosts;
  }
}
