import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";

import { type AwsEnvironment, Clients } from "../clients";
import type { Properties, ResourceContext } from "../resource";
import type { Configured } from "../stand-in";

/** Configuration that the stand-in acts on. */
const ACTED_ON = ["region", "defaultTags", "allowedAccountIds"];

/**
 * Configuration of the real provider that changes nothing here: the endpoint and credentials always come from
 * the environment, and the emulator validates by itself.
 */
const ACCEPTED = [
  "maxRetries",
  "profile",
  "retryMode",
  "s3UsePathStyle",
  "skipCredentialsValidation",
  "skipMetadataApiCheck",
  "skipRegionValidation",
  "skipRequestingAccountId",
];

/** Clients by caller and region: every engine that attaches configures providers of its own. */
const CLIENTS = new WeakMap<AwsEnvironment, Map<string, Clients>>();

/** Keys of `aws.Provider`'s arguments and of the `aws:` configuration that are understood. */
export const AWS_CONFIG_KEYS: readonly string[] = [...ACTED_ON, ...ACCEPTED];

/**
 * Region and default tags of one configured provider, with its caller's account.
 * @throws Error without a region, or for default tags in an unknown form
 */
export function configureAws(config: Properties, environment: AwsEnvironment): Configured<ResourceContext> {
  const region = config.region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  if (!region) throw new Error('the aws provider has no region: give it `region`, or set "aws:region"');
  const defaultTags = parseDefaultTags(config.defaultTags);
  const allowedAccountIds = parseAccountIds(config.allowedAccountIds);
  const aws = clientsFor(environment, region);
  let context: Promise<Omit<ResourceContext, "name" | "urn">> | undefined;
  const contextOnce = () => {
    context ??= aws.sts
      .send(new GetCallerIdentityCommand({}))
      .then(({ Account: accountId = "" }) => ({ aws, region, accountId, defaultTags }));
    return context;
  };
  return {
    defaultTags,
    check: async () => {
      if (allowedAccountIds === undefined) return;
      const { accountId } = await contextOnce();
      if (!allowedAccountIds.includes(accountId)) throw new Error(`AWS account ID not allowed: ${accountId}`);
    },
    context: contextOnce,
    close: () => aws.destroy(),
  };
}

function clientsFor(environment: AwsEnvironment, region: string): Clients {
  const byRegion = CLIENTS.get(environment) ?? new Map<string, Clients>();
  const clients = byRegion.get(region) ?? new Clients(environment, region);
  CLIENTS.set(environment, byRegion.set(region, clients));
  return clients;
}

/** The engine gives nested configuration as JSON. */
function parseAccountIds(value: unknown): readonly string[] | undefined {
  return typeof value === "string" ? JSON.parse(value) : (value as readonly string[] | undefined);
}

/** As {@link parseAccountIds}. */
function parseDefaultTags(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  const { tags, ...others } = typeof value === "string" ? JSON.parse(value) : value;
  const unknown = Object.keys(others);
  if (unknown.length === 0) return tags ?? {};
  throw new Error(`defaultTags of the aws provider has unknown ${unknown.join(", ")}: it takes tags`);
}
