import { defaultTags } from "../../../contracts/tags";
import type { Context } from "../../context";
import type { PlannedResource } from "../../engine/engine";
import type { EnvironmentBackend } from "../../engine/environment-backend";

/** Finds a resource by what the program knows of it before it exists: its id, or undefined when it is not there. */
type Finder = (
  context: Context,
  backend: EnvironmentBackend,
  inputs: PlannedResource["inputs"],
) => Promise<string | undefined>;

/**
 * The types of project `state` that have a name of their own; its other resources are settings of these, which are
 * the same however often they are set.
 */
const FINDERS: Readonly<Record<string, Finder>> = {
  "aws:s3/bucket:Bucket": findBucket,
  "aws:kms/key:Key": findKey,
  "aws:kms/alias:Alias": findAlias,
  "aws:iam/policy:Policy": findPolicy,
};

/** The id of what `planned` would create, when that is there already in the backend's account. */
export async function findExisting(
  context: Context,
  backend: EnvironmentBackend,
  planned: PlannedResource,
): Promise<string | undefined> {
  return FINDERS[planned.type]?.(context, backend, planned.inputs);
}

async function findBucket(
  context: Context,
  { region, accountId }: EnvironmentBackend,
  { bucket }: PlannedResource["inputs"],
): Promise<string | undefined> {
  const { HeadBucketCommand } = require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
  const name = String(bucket);
  return unlessMissing(async () => {
    await context
      .clients(region)
      .s3.send(new HeadBucketCommand({ Bucket: name, ExpectedBucketOwner: accountId }));
    return name;
  });
}

async function findAlias(
  context: Context,
  { region }: EnvironmentBackend,
  { name }: PlannedResource["inputs"],
): Promise<string | undefined> {
  return (await aliasTarget(context, region, String(name))) === undefined ? undefined : String(name);
}

/** The key that the environment's alias points to, or the one that has its tags while it has no alias yet. */
async function findKey(
  context: Context,
  backend: EnvironmentBackend,
  { tags }: PlannedResource["inputs"],
): Promise<string | undefined> {
  const { DescribeKeyCommand, ListResourceTagsCommand, paginateListKeys } =
    require("@aws-sdk/client-kms") as typeof import("@aws-sdk/client-kms");
  const { kms } = context.clients(backend.region);
  const target = await aliasTarget(context, backend.region, backend.keyAlias);
  if (target !== undefined) {
    return target;
  }
  const { Project, Environment, Scope } = defaultTags({
    environment: backend.environment,
    scope: "state",
    owner: "",
    costCenter: "",
  });
  const wanted = Object.entries({ ...(tags as Record<string, string>), Project, Environment, Scope });
  for await (const page of paginateListKeys({ client: kms }, {})) {
    for (const { KeyId } of page.Keys ?? []) {
      const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
      if (KeyMetadata?.KeyManager === "AWS" || KeyMetadata?.KeyState !== "Enabled") {
        continue;
      }
      const { Tags = [] } = await kms.send(new ListResourceTagsCommand({ KeyId }));
      const found = new Map(Tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]));
      if (wanted.every(([key, value]) => found.get(key) === value)) {
        return KeyId;
      }
    }
  }
  return undefined;
}

async function aliasTarget(context: Context, region: string, alias: string): Promise<string | undefined> {
  const { DescribeKeyCommand } = require("@aws-sdk/client-kms") as typeof import("@aws-sdk/client-kms");
  return unlessMissing(async () => {
    const { KeyMetadata } = await context.clients(region).kms.send(new DescribeKeyCommand({ KeyId: alias }));
    return KeyMetadata?.KeyId;
  });
}

async function findPolicy(
  context: Context,
  { region, accountId }: EnvironmentBackend,
  { name, path = "/" }: PlannedResource["inputs"],
): Promise<string | undefined> {
  const { GetPolicyCommand } = require("@aws-sdk/client-iam") as typeof import("@aws-sdk/client-iam");
  return unlessMissing(async () => {
    const PolicyArn = `arn:aws:iam::${accountId}:policy${path}${name}`;
    const { Policy } = await context.clients(region).iam.send(new GetPolicyCommand({ PolicyArn }));
    return Policy?.Arn;
  });
}

async function unlessMissing<Found>(find: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await find();
  } catch (error) {
    const { name, $metadata } = error as Error & { readonly $metadata?: { httpStatusCode?: number } };
    if ($metadata?.httpStatusCode === 404 || name === "NotFoundException" || name === "NoSuchEntity") {
      return undefined;
    }
    throw error;
  }
}
