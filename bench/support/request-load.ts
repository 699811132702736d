import { readFileSync } from "node:fs";
import { join } from "node:path";
import { paginateDescribeAutoScalingGroups } from "@aws-sdk/client-auto-scaling";
import { ListTasksCommand } from "@aws-sdk/client-ecs";
import { DynamoDBDocumentClient, PutCommand, paginateScan } from "@aws-sdk/lib-dynamodb";
import { parse } from "yaml";
import { baseNames } from "../../contracts/base-names";
import type { EnclaveRequest, EnclaveSpec } from "../../contracts/enclave-request";
import { newRequest } from "../../contracts/request-row";
import { runtimeNames } from "../../contracts/runtime-names";
import { REQUEST_TAG } from "../../contracts/tags";
import type { Clients } from "../../local/providers/clients";

const EXAMPLE = join(__dirname, "..", "..", "examples", "payments-signer.yaml");
const TableName = baseNames("dev").requestTable;
const { cluster } = runtimeNames("dev");

/** Many requests for the shipped example, put straight into dev's table as an application's own program would. */
export class RequestLoad {
  readonly #documents: DynamoDBDocumentClient;

  constructor(private readonly aws: Clients) {
    this.#documents = DynamoDBDocumentClient.from(aws.dynamodb);
  }

  async put(id: string, owner: string): Promise<void> {
    const { spec } = parse(readFileSync(EXAMPLE, "utf8")) as { spec: EnclaveSpec };
    await this.write(newRequest({ id, owner, spec }, new Date()));
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
