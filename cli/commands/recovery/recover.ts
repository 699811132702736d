import { LEASE_TTL_SECONDS } from "../../../backend/locks/lease";
import type { Context } from "../../context";
import type { StackTarget } from "../../engine/engine";
import { checkedBackend, projectFolder, showBackend } from "../../engine/environment-backend";
import { withLease } from "../../engine/leased";
import { recordFailure } from "../../engine/record-failure";
import { confirm } from "../../output/confirm";
import type { NamedStack } from "../stack-argument";
import { describeStep, type RecoveryStep, recoverySteps } from "./plan";
import { settleState } from "./settle-state";
import { releaseStaleLocks, staleLocks } from "./stale-locks";
import { readTraces } from "./traces";

/** Long enough to see that the lease of a run is renewed no more, in seconds. */
const LEASE_WAIT_SECONDS = 1.5 * LEASE_TTL_SECONDS;

export interface RecoverOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  /** How long AWS may need to show what was last asked for. */
  readonly settleSeconds: number;
}

/** What a recovery came to; what `--json` prints. */
export interface RecoveryReport {
  readonly project: string;
  readonly stack: string;
  readonly environment: string;
  readonly steps: readonly RecoveryStep[];
  /** False after `--dry-run`, and when there was nothing to do. */
  readonly recovered: boolean;
  /** Resources by kind of change, as the refresh counts them. */
  readonly changes: Readonly<Record<string, number>>;
  /** URNs of what was taken into the state and is really there. */
  readonly adopted: readonly string[];
}

/**
 * Settles what a killed run has left of one stack: shows the steps, asks, and takes them.
 * @throws FleetError `OperationRefused` while its lock has, or may have, a living owner, or without confirmation;
 * `DeploymentFailed` when it cannot be told whether AWS has a resource
 */
export async function recover(
  context: Context,
  { id, environment }: NamedStack,
  options: RecoverOptions,
): Promise<void> {
  const { output } = context;
  const name = `${id.project} ${id.stack}`;
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const target: StackTarget = { ...id, backend, workDir: projectFolder(context.home, id.project) };
  const look = async () => ({
    locks: await staleLocks(context, backend, id),
    traces: await readTraces(context, target, backend, options.settleSeconds),
  });
  // A dry run was asked for nothing that could be refused.
  const { locks, traces } = options.dryRun
    ? await look()
    : await recordFailure(context, backend, id, "recover", look);
  const steps = recoverySteps(locks, traces);
  const untouched = { ...id, environment, recovered: false, changes: {}, adopted: [], steps };
  if (steps.length === 0) {
    output.result(untouched satisfies RecoveryReport, () =>
      output.line(`${name}: nothing to recover: no lock, and nothing was under way`),
    );
    return;
  }
  for (const [index, step] of steps.entries()) {
    output.line(`  ${index + 1}. ${describeStep(step)}`);
  }
  if (options.dryRun) {
    output.result(untouched satisfies RecoveryReport, () =>
      output.line("nothing was changed: run it without --dry-run to do this"),
    );
    return;
  }
  const danger = `This changes the state of ${name}, and nothing in AWS.`;
  await confirm(output, options.yes === true, danger, id.stack);
  const releases = locks.map(({ key }) => key);
  const leased = { waitSeconds: LEASE_WAIT_SECONDS, releases };
  const done = await withLease(context, backend, id, "recover", leased, async (lease) => {
    await releaseStaleLocks(context, backend, id, locks);
    return traces ? settleState(context, target, backend, traces, lease) : {};
  });
  output.result({ ...untouched, ...done, recovered: true } satisfies RecoveryReport, () =>
    output.line(`${name}: recovered; ${next({ id, environment })} does what was still to do`),
  );
}

/** Who completes what was interrupted. */
function next({ id, environment }: NamedStack): string {
  if (id.project === "enclave") {
    return "the pipeline's next run";
  }
  return id.stack === environment ? "`fleet up`" : "`fleet workspace create` or `destroy`";
}
