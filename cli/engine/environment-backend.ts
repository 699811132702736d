import { join } from "node:path";
import { ACCOUNT_ID_KEY } from "../../contracts/configuration";
import type { Environment, Project } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";
import { backendUrl, secretsProviderUrl, stateBucketName, stateKeyAlias } from "../../contracts/names";
import type { Context } from "../context";
import type { Backend, StackTarget } from "./engine";
import { configuredAccount, configuredRegion } from "./stack-settings";

/** The backend of one environment, and where it is. */
export interface EnvironmentBackend extends Backend {
  readonly environment: Environment;
  readonly accountId: string;
  readonly region: string;
  readonly bucketName: string;
  readonly keyAlias: string;
}

/**
 * The environment's backend: the account is that of the credentials, the region that of Pulumi.<environment>.yaml.
 * @throws FleetError `BackendUnavailable` without usable credentials or with those of another account than is
 * configured, `InvalidConfiguration` without a region
 */
export async function environmentBackend(
  context: Context,
  environment: Environment,
): Promise<EnvironmentBackend> {
  const region = configuredRegion(context.home, environment);
  const accountId = await ownAccount(context, environment, region);
  const bucketName = stateBucketName(environment, accountId, region);
  const keyAlias = stateKeyAlias(environment);
  return {
    environment,
    accountId,
    region,
    bucketName,
    keyAlias,
    url: backendUrl(bucketName, region),
    secretsProvider: secretsProviderUrl(keyAlias, region),
  };
}

/**
 * The environment's backend, after a look whether bucket and key are there.
 * @throws FleetError `BackendUnavailable` that names what is missing
 */
export async function checkedBackend(
  context: Context,
  environment: Environment,
): Promise<EnvironmentBackend> {
  const backend = await environmentBackend(context, environment);
  const key = checkKey(context, backend);
  // Asked for at the same time, and told of after the bucket: its failure is not unhandled until then.
  key.catch(() => undefined);
  await checkBucket(context, backend);
  await key;
  return backend;
}

/** The stack of `project` in the backend's environment. */
export function targetOf(context: Context, project: Project, backend: EnvironmentBackend): StackTarget {
  return { project, stack: backend.environment, backend, workDir: projectFolder(context.home, project) };
}

/** Folder of the project's Pulumi.yaml: that of `state` is the root. */
export function projectFolder(home: string, project: Project): string {
  return project === "state" ? home : join(home, project);
}

/** Tells where changes will be made, before they are. */
export function showBackend(context: Context, backend: EnvironmentBackend): void {
  const where = context.profile ? `local AWS at ${context.profile.endpoint}` : "AWS";
  context.output.line(
    `${backend.environment}: account ${backend.accountId} in ${backend.region} (${where}), state in ${backend.url}`,
  );
}

/**
 * The account of the credentials, which must be the environment's.
 * @throws FleetError `BackendUnavailable` without usable credentials, or with another account's
 */
async function ownAccount(context: Context, environment: Environment, region: string): Promise<string> {
  const accountId = await currentAccount(context, region);
  const configured = configuredAccount(context.home, environment);
  if (configured !== undefined && configured !== accountId) {
    throw new FleetError(
      "BackendUnavailable",
      `${environment} is in account ${configured}, and these credentials are of account ${accountId}: choose those of ${environment} by AWS_PROFILE, or correct ${ACCOUNT_ID_KEY} in Pulumi.${environment}.yaml`,
    );
  }
  return accountId;
}

/**
 * Refuses credentials of another account than the environment's. Asks AWS only where an account is configured.
 * @throws FleetError `BackendUnavailable` without usable credentials, or with another account's
 */
export async function assertOwnAccount(context: Context, environment: Environment): Promise<void> {
  if (configuredAccount(context.home, environment) !== undefined) {
    await ownAccount(context, environment, configuredRegion(context.home, environment));
  }
}

async function currentAccount(context: Context, region: string): Promise<string> {
  const { GetCallerIdentityCommand } = require("@aws-sdk/client-sts") as typeof import("@aws-sdk/client-sts");
  try {
    const identity = await context.clients(region).sts.send(new GetCallerIdentityCommand({}));
    if (identity.Account) {
      return identity.Account;
    }
    throw new Error("the answer names no account");
  } catch (error) {
    throw new FleetError(
      "BackendUnavailable",
      credentialsMessage(context, error as NodeJS.ErrnoException),
      [],
      {
        cause: error,
      },
    );
  }
}

function credentialsMessage(context: Context, error: NodeJS.ErrnoException): string {
  if (error.name === "CredentialsProviderError") {
    return "no AWS credentials were found: set AWS_PROFILE or sign in, or use --local";
  }
  if (error.code === "ECONNREFUSED") {
    return context.profile
      ? `the local AWS at ${context.profile.endpoint} does not answer: run \`fleet local start\``
      : "AWS does not answer: check the network and AWS_ENDPOINT_URL";
  }
  return `AWS does not say who you are: ${error.message}`;
}

/** @throws FleetError `BackendUnavailable` when a bucket of that name is somebody else's */
export async function bucketExists(context: Context, backend: EnvironmentBackend): Promise<boolean> {
  try {
    await checkBucket(context, backend);
    return true;
  } catch (error) {
    if (error instanceof FleetError && (error.cause as HttpError).$metadata?.httpStatusCode === 404) {
      return false;
    }
    throw error;
  }
}

async function checkBucket(context: Context, backend: EnvironmentBackend): Promise<void> {
  const { HeadBucketCommand } = require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
  const { bucketName, accountId, environment, region } = backend;
  try {
    await context
      .clients(region)
      .s3.send(new HeadBucketCommand({ Bucket: bucketName, ExpectedBucketOwner: accountId }));
  } catch (error) {
    const status = (error as HttpError).$metadata?.httpStatusCode;
    const messages: Readonly<Record<number, string>> = {
      404: `state bucket ${bucketName} is missing in account ${accountId}, ${region}: run \`fleet bootstrap ${environment}\`, or choose the right account by AWS_PROFILE`,
      403: `state bucket ${bucketName} of ${environment} is not to be read by these credentials of account ${accountId}: s3:ListBucket is denied, or the bucket belongs to another account; choose the credentials of ${environment} by AWS_PROFILE`,
      301: `state bucket ${bucketName} is in another region than ${region}: correct aws:region in Pulumi.${environment}.yaml`,
    };
    throw unavailable(messages[status ?? 0] ?? `state bucket ${bucketName} cannot be looked at`, error);
  }
}

async function checkKey(context: Context, backend: EnvironmentBackend): Promise<void> {
  const { DescribeKeyCommand } = require("@aws-sdk/client-kms") as typeof import("@aws-sdk/client-kms");
  const { keyAlias, accountId, environment, region } = backend;
  let state: string | undefined;
  try {
    const answer = await context.clients(region).kms.send(new DescribeKeyCommand({ KeyId: keyAlias }));
    state = answer.KeyMetadata?.KeyState;
  } catch (error) {
    const messages: Readonly<Record<string, string>> = {
      NotFoundException: `state key ${keyAlias} is missing in account ${accountId}, ${region}: run \`fleet bootstrap ${environment}\`, or choose the right account by AWS_PROFILE`,
      AccessDeniedException: `state key ${keyAlias} of ${environment} is not to be used by these credentials of account ${accountId}: kms:DescribeKey is denied; choose the credentials of ${environment} by AWS_PROFILE`,
    };
    throw unavailable(messages[(error as Error).name] ?? `state key ${keyAlias} cannot be looked at`, error);
  }
  if (state !== "Enabled") {
    throw unavailable(
      `state key ${keyAlias} is ${state}: enable it, or cancel its deletion, before anything is changed`,
    );
  }
}

interface HttpError {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

function unavailable(message: string, cause?: unknown): FleetError {
  return new FleetError("BackendUnavailable", message, [], { cause });
}
