import { baseNames } from "../../../contracts/base-names";
import type { EnclaveRequest } from "../../../contracts/enclave-request";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { REQUEST_INDEXES } from "../../../contracts/request-indexes";
import { nextGeneration, type RequestChange } from "../../../contracts/request-row";
import type { Context } from "../../context";
import { deniedAction } from "../../engine/denied-action";
import { assertOwnAccount } from "../../engine/environment-backend";
import { configuredRegion } from "../../engine/stack-settings";
import { OWNER_VARIABLE } from "../owner-option";

/** The environment's request table, as a requester uses it. */
export interface RequestStore {
  /** The request as it is now; undefined when there is none. */
  find(id: string): Promise<EnclaveRequest | undefined>;
  /** @throws FleetError `RequestNotFound` */
  get(id: string): Promise<EnclaveRequest>;
  /**
   * Requests, page by page.
   * @param owner whose; all when it is not given, which a requester may not ask for
   */
  list(owner?: string): AsyncIterable<EnclaveRequest>;
  /** @throws FleetError `OperationRefused` when the id is taken meanwhile */
  add(request: EnclaveRequest): Promise<void>;
  /**
   * Writes a new intent on top of `request`.
   * @returns the request with the new generation
   * @throws FleetError `OperationRefused` when somebody else has changed it since it was read
   */
  change(request: EnclaveRequest, change: RequestChange): Promise<EnclaveRequest>;
}

export function requestStore(context: Context, environment: Environment): RequestStore {
  const { GetCommand, paginateQuery, paginateScan, PutCommand, UpdateCommand } =
    require("@aws-sdk/lib-dynamodb") as typeof import("@aws-sdk/lib-dynamodb");
  const TableName = baseNames(environment).requestTable;
  const client = context.clients(configuredRegion(context.home, environment)).documents;
  let ownAccount: Promise<void> | undefined;
  const call = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    ownAccount ??= assertOwnAccount(context, environment);
    await ownAccount;
    return named(TableName, environment, work);
  };
  const find = async (id: string) => {
    const { Item } = await call(() =>
      client.send(new GetCommand({ TableName, Key: { id }, ConsistentRead: true })),
    );
    return Item as EnclaveRequest | undefined;
  };
  return {
    find,
    get: async (id) => {
      const request = await find(id);
      if (!request) {
        throw new FleetError(
          "RequestNotFound",
          `there is no request ${id} in ${environment}: \`fleet enclave list ${environment}\` shows what there is`,
        );
      }
      return request;
    },
    async *list(owner) {
      const pages =
        owner === undefined
          ? paginateScan({ client }, { TableName })
          : paginateQuery({ client }, { TableName, ...ownedBy(owner) });
      for (;;) {
        const { value: page, done } = await call(() => pages.next());
        if (done || !page) {
          return;
        }
        yield* (page.Items ?? []) as EnclaveRequest[];
      }
    },
    add: async (request) => {
      const put = new PutCommand({
        TableName,
        Item: request,
        ConditionExpression: "attribute_not_exists(id)",
      });
      await unlessChanged(request.id, () => call(() => client.send(put)));
    },
    change: async (request, change) => {
      const news = nextGeneration(request, change, context.clock.now());
      const update = new UpdateCommand({
        TableName,
        Key: { id: request.id },
        ConditionExpression: "generation = :read",
        UpdateExpression: `SET generation = :generation, desiredState = :desiredState, spec = :spec, updatedAt = :updatedAt${
          change.leavesWorkspace ? " REMOVE workspace" : ""
        }`,
        ExpressionAttributeValues: {
          ":read": request.generation,
          ":generation": news.generation,
          ":desiredState": news.desiredState,
          ":spec": news.spec,
          ":updatedAt": news.updatedAt,
        },
      });
      await unlessChanged(request.id, () => call(() => client.send(update)));
      const { workspace, ...rest } = request;
      return { ...rest, ...(workspace !== undefined && !change.leavesWorkspace && { workspace }), ...news };
    },
  };
}

function ownedBy(owner: string) {
  return {
    IndexName: "byOwner" satisfies keyof typeof REQUEST_INDEXES,
    KeyConditionExpression: "#owner = :owner",
    ExpressionAttributeNames: { "#owner": REQUEST_INDEXES.byOwner.hashKey },
    ExpressionAttributeValues: { ":owner": owner },
  };
}

async function unlessChanged(id: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if ((error as Error).name !== "ConditionalCheckFailedException") {
      throw error;
    }
    throw new FleetError(
      "OperationRefused",
      `request ${id} was changed by somebody else meanwhile: look at it with \`fleet enclave show\` and try again`,
      [],
      { cause: error },
    );
  }
}

/** `call`, its failure naming the table when it is that which is missing. */
async function named<Result>(
  tableName: string,
  environment: Environment,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const message = explained(tableName, environment, error as Error);
    throw message ? new FleetError("BackendUnavailable", message, [], { cause: error }) : error;
  }
}

function explained(tableName: string, environment: Environment, error: Error): string | undefined {
  const denied = deniedAction(error);
  if (denied === "dynamodb:Scan") {
    return `the requests of everybody in ${environment} are not to be listed by these credentials: ${denied} is denied; list those of your team by --owner <team>, or by ${OWNER_VARIABLE}, or choose other credentials of ${environment} by AWS_PROFILE`;
  }
  if (denied !== undefined) {
    return `request table ${tableName} of ${environment} is not to be used by these credentials: ${denied} is denied; choose the credentials of ${environment} by AWS_PROFILE`;
  }
  if (error.name === "ValidationException" && /specified index/.test(error.message)) {
    return `request table ${tableName} cannot be asked by owner yet: run \`fleet up base ${environment}\``;
  }
  const messages: Readonly<Record<string, string>> = {
    ResourceNotFoundException: `request table ${tableName} is missing: run \`fleet up base ${environment}\`, or choose the right account by AWS_PROFILE`,
    CredentialsProviderError: "no AWS credentials were found: set AWS_PROFILE or sign in, or use --local",
  };
  return messages[error.name];
}
