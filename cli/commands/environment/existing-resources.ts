import type { Found, Inputs } from "../../../backend/recovery/finder";
import { FINDERS } from "../../../backend/recovery/finders";
import { FleetError } from "../../../contracts/errors";
import { defaultTags } from "../../../contracts/tags";
import type { Context } from "../../context";
import type { PlannedResource } from "../../engine/engine";
import type { EnvironmentBackend } from "../../engine/environment-backend";

/** Asks AWS whether a resource is there: its id, or undefined. */
type Lookup = (context: Context, backend: EnvironmentBackend, inputs: Inputs) => Promise<string | undefined>;

/**
 * Types whose id recovery makes from their inputs without asking AWS, but which AWS creates only once. Creating any
 * other of those anew sets what is there.
 */
const CREATED_ONCE: Readonly<Record<string, Lookup>> = {
  "aws:kms/alias:Alias": async (context, { region }, { name }) =>
    (await aliasTarget(context, region, String(name))) === undefined ? undefined : String(name),
  "aws:cloudwatch/logGroup:LogGroup": findLogGroup,
  "aws:iam/role:Role": findRole,
  "aws:dynamodb/table:Table": findTable,
  "aws:lambda/function:Function": findFunction,
};

/**
 * The id of what `planned` would create, when that is there already in the backend's account.
 *
 * @throws FleetError `OperationRefused` when more than one thing may be it
 */
export async function findExisting(
  context: Context,
  backend: EnvironmentBackend,
  planned: PlannedResource,
): Promise<string | undefined> {
  const { type, inputs } = planned;
  const lookup = CREATED_ONCE[type];
  if (lookup) {
    return lookup(context, backend, inputs);
  }
  if (type === "aws:kms/key:Key") {
    // The one that the alias points to is in use, whoever made it and however it is tagged.
    const target = await aliasTarget(context, backend.region, backend.keyAlias);
    if (target !== undefined) {
      return target;
    }
  }
  return onlyOne(planned, await search(context, backend, planned));
}

async function search(
  context: Context,
  { environment, region }: EnvironmentBackend,
  { type, inputs }: PlannedResource,
): Promise<readonly Found[]> {
  const finder = FINDERS[type];
  if (finder?.kind !== "search") {
    return [];
  }
  // Neither owner nor cost center: they may have been changed since.
  const { Project, Environment, Scope } = defaultTags({
    environment,
    scope: "state",
    owner: "",
    costCenter: "",
  });
  const tags = { ...(inputs.tags as Readonly<Record<string, string>>), Project, Environment, Scope };
  return finder.find({ clients: context.clients(region).finders, inputs, tags });
}

function onlyOne({ urn }: PlannedResource, found: readonly Found[]): string | undefined {
  if (found.length > 1) {
    const ids = found.map(({ id, arn }) => arn ?? id).join(", ");
    throw new FleetError(
      "OperationRefused",
      `${urn} may be any of ${ids}: delete those that are not used and try again`,
    );
  }
  return found[0]?.id;
}

async function aliasTarget(context: Context, region: string, alias: string): Promise<string | undefined> {
  const { DescribeKeyCommand, NotFoundException } =
    require("@aws-sdk/client-kms") as typeof import("@aws-sdk/client-kms");
  try {
    const { KeyMetadata } = await context.clients(region).kms.send(new DescribeKeyCommand({ KeyId: alias }));
    return KeyMetadata?.KeyId;
  } catch (error) {
    if (error instanceof NotFoundException) {
      return undefined;
    }
    throw error;
  }
}

async function findLogGroup(
  context: Context,
  { region }: EnvironmentBackend,
  { name }: Inputs,
): Promise<string | undefined> {
  const { DescribeLogGroupsCommand } =
    require("@aws-sdk/client-cloudwatch-logs") as typeof import("@aws-sdk/client-cloudwatch-logs");
  const logGroupNamePrefix = String(name);
  const { logGroups = [] } = await context
    .clients(region)
    .logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
  return logGroups.find(({ logGroupName }) => logGroupName === logGroupNamePrefix)?.logGroupName;
}

async function findRole(
  context: Context,
  { region }: EnvironmentBackend,
  { name }: Inputs,
): Promise<string | undefined> {
  const { GetRoleCommand, NoSuchEntityException } =
    require("@aws-sdk/client-iam") as typeof import("@aws-sdk/client-iam");
  try {
    const { Role } = await context.clients(region).iam.send(new GetRoleCommand({ RoleName: String(name) }));
    return Role?.RoleName;
  } catch (error) {
    if (error instanceof NoSuchEntityException) {
      return undefined;
    }
    throw error;
  }
}

async function findTable(
  context: Context,
  { region }: EnvironmentBackend,
  { name }: Inputs,
): Promise<string | undefined> {
  const { DescribeTableCommand, ResourceNotFoundException } =
    require("@aws-sdk/client-dynamodb") as typeof import("@aws-sdk/client-dynamodb");
  try {
    const { dynamodb } = context.clients(region);
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: String(name) }));
    return Table?.TableName;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return undefined;
    }
    throw error;
  }
}

async function findFunction(
  context: Context,
  { region }: EnvironmentBackend,
  { name }: Inputs,
): Promise<string | undefined> {
  const { GetFunctionCommand, ResourceNotFoundException } =
    require("@aws-sdk/client-lambda") as typeof import("@aws-sdk/client-lambda");
  try {
    const { lambda } = context.clients(region).finders;
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: String(name) }));
    return Configuration?.FunctionName;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return undefined;
    }
    throw error;
  }
}
