import type { StackId } from "../../../backend/layout";
import { indexStack } from "../../../backend/registry/index-stack";
import { reserveWorkspace } from "../../../backend/registry/reserve-workspace";
import { newWorkspace, type WorkspaceRecord } from "../../../backend/workspaces/workspace-record";
import {
  addWorkspace,
  changeWorkspace,
  listWorkspaces,
  readWorkspace,
} from "../../../backend/workspaces/workspaces";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { WorkspaceRecord as RegisteredWorkspace } from "../../../contracts/registry/records";
import { isRegistryFirst } from "../../../contracts/registry/registry-phase";
import { workspaceId } from "../../../contracts/registry/workspace-id";
import { assertWorkspaceName } from "../../../contracts/workspace";
import type { Context } from "../../context";
import { checkedBackend, type EnvironmentBackend, showBackend } from "../../engine/environment-backend";
import { type LeaseOptions, type StackLease, withLease } from "../../engine/leased";
import { askRegistry, registryOf } from "../../engine/registry";
import { configuredPhase } from "../../engine/registry-phase";
import { stateBucketOf } from "../../engine/state-bucket";
import { requesterName } from "../enclave/requester-name";
import { type OperationReport, runOperation } from "../project/run-operation";
import { assertBaseAllows } from "./base-allows";
import { parseOverrides } from "./config-overrides";
import { showWorkspace } from "./show-workspace";
import { later } from "./ttl";
import { workspaceStack, workspaceTarget } from "./workspace-stack";

export interface CreateOptions extends LeaseOptions {
  /** The environment on whose base it is put, and whose configuration it gets. */
  readonly from: Environment;
  readonly ttlMilliseconds: number;
  /** @default who the credentials are of */
  readonly owner?: string;
  /** `key=value`, where its configuration differs. */
  readonly config: readonly string[];
}

/** The readers of one shard of a stream that DynamoDB serves at full speed: the environment, and so many copies. */
const FAST_COPIES = 1;

/**
 * Puts a second runtime on an environment's base. What was begun and not finished is completed; its owner may also
 * bring it up to date, which never shortens its life.
 * @throws FleetError `InvalidName`, `InvalidArgument`, `OperationRefused` when the base allows none or the name is
 * somebody else's, `StackLocked` while another run is creating it, and as {@link runOperation}
 */
export async function create(context: Context, name: string, options: CreateOptions): Promise<void> {
  assertWorkspaceName(name);
  const { from: environment } = options;
  const config = parseOverrides(context.home, environment, options.config);
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  await assertBaseAllows(context, backend);
  const owner = options.owner ?? (await requesterName(context, backend.region));
  await warnOfSlowStream(context, backend, name);
  const stack = workspaceStack({ environment, name });
  const wanted = newWorkspace({
    id: workspaceId(backend.bucketName, stack.project, stack.stack),
    name,
    environment,
    owner,
    created: context.clock.now().toISOString(),
    expires: new Date(context.clock.now().getTime() + options.ttlMilliseconds).toISOString(),
    config,
  });
  if (isRegistryFirst(configuredPhase(context.home, environment))) {
    await reserve(context, backend, wanted);
  }
  const made = await withLease(context, backend, stack, "workspace create", options, (lease) =>
    deploy(context, backend, wanted, lease),
  ).catch(async (error) => {
    await correctRow(context, backend, stack);
    throw error;
  });
  context.output.result({ ...made.record, stack: stack.stack, changes: made.changes }, () =>
    showWorkspace(context, made.record),
  );
}

async function deploy(
  context: Context,
  backend: EnvironmentBackend,
  wanted: WorkspaceRecord,
  lease: StackLease,
): Promise<{ readonly record: WorkspaceRecord; readonly changes: OperationReport["changes"] }> {
  const bucket = stateBucketOf(context, backend);
  const record = await begin(context, backend, wanted);
  try {
    const target = workspaceTarget(context, backend, record);
    const { changes } = await runOperation(context, "up", target, backend, { lease });
    const active = await changeWorkspace(bucket, record, { status: "active" });
    return { record: active?.record ?? record, changes };
  } catch (error) {
    if (!lease.signal.aborted) {
      await changeWorkspace(bucket, record, { status: "error", reason: (error as Error).message });
    }
    throw error;
  }
}

/**
 * Records the workspace before anything of it is there, so that of two who want the name at once the other is told. The
 * registry never stops a deployment: without it, the record in the state bucket decides.
 */
async function reserve(
  context: Context,
  backend: EnvironmentBackend,
  wanted: WorkspaceRecord,
): Promise<void> {
  const { name, environment, owner } = wanted;
  let present: RegisteredWorkspace;
  try {
    const registry = registryOf(context, backend);
    present = await askRegistry(context, backend, () =>
      reserveWorkspace(registry, workspaceStack(wanted), wanted),
    );
  } catch (error) {
    context.output.line(`warning: workspace ${name} is not recorded yet: ${(error as Error).message}`);
    return;
  }
  if (present.owner !== owner) {
    throw belongsTo(name, environment, present.owner, present.expires);
  }
}

/** What was reserved, and then was not begun, is no workspace. Whoever indexes next does it otherwise. */
async function correctRow(context: Context, backend: EnvironmentBackend, stack: StackId): Promise<void> {
  try {
    await indexStack(registryOf(context, backend), stack, new Set(["lifetime"]));
  } catch {
    // Why the creation failed is what matters.
  }
}

/** The record with which the work begins: a new one, or what is there of the same owner. */
async function begin(
  context: Context,
  backend: EnvironmentBackend,
  wanted: WorkspaceRecord,
): Promise<WorkspaceRecord> {
  const { name, environment } = wanted;
  const bucket = stateBucketOf(context, backend);
  const added = await addWorkspace(bucket, wanted);
  if (added?.record) {
    return added.record;
  }
  const present = (await readWorkspace(bucket, name))?.record;
  if (!present) {
    throw refusal(name, environment, "has a record that cannot be read: look at it in the state bucket");
  }
  if (present.owner !== wanted.owner) {
    throw belongsTo(name, environment, present.owner, present.expires);
  }
  if (present.status === "destroying") {
    throw refusal(name, environment, `is half destroyed: run \`fleet workspace destroy ${name}\` first`);
  }
  context.output.line(`workspace ${name}: is ${present.status}, and is brought up to date`);
  const changed = await changeWorkspace(bucket, present, ({ status, expires }) => ({
    status: status === "active" ? "active" : "creating",
    expires: later(expires, wanted.expires),
    config: wanted.config,
  }));
  return changed?.record ?? present;
}

/** DynamoDB throttles more than two readers of a shard. */
async function warnOfSlowStream(context: Context, backend: EnvironmentBackend, name: string): Promise<void> {
  const all = await listWorkspaces(stateBucketOf(context, backend));
  const others = all.filter(({ record }) => record !== undefined && record.name !== name);
  if (others.length >= FAST_COPIES) {
    context.output.line(
      `warning: ${backend.environment} has ${others.length + 1} workspaces with this one: DynamoDB serves two readers of a stream at full speed, so requests may start later, in ${backend.environment} too`,
    );
  }
}

function belongsTo(name: string, environment: Environment, owner: string, expires = "it is destroyed") {
  return refusal(name, environment, `belongs to ${owner} until ${expires}: choose another name`);
}

function refusal(name: string, environment: Environment, what: string): FleetError {
  return new FleetError("OperationRefused", `workspace ${name} of ${environment} ${what}`);
}
