import type { Promotion } from "../../../backend/promotions/promotion";
import { appendEvent, listPromotions } from "../../../backend/promotions/promotion-store";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { currentActor } from "../../engine/current-actor";
import { checkedBackend, showBackend } from "../../engine/environment-backend";
import type { LeaseOptions } from "../../engine/leased";
import { stateBucketOf } from "../../engine/state-bucket";
import { confirm } from "../../output/confirm";
import { goBack } from "../../promotion/go-back";
import { type RollbackTarget, rollbackTarget } from "../../promotion/rollback-target";

export interface RollbackOptions extends LeaseOptions {
  /** Id of the promotion to go back to. @default what ran before the newest one */
  readonly to?: string;
  readonly reason: string;
  readonly yes?: boolean;
  /** `waitSeconds` as it was written, for the command of the old commit. */
  readonly wait?: string;
}

/**
 * Goes back to what ran before the last promotion, or to what an earlier one deployed.
 * @throws FleetError `OperationRefused` without a confirmation or when it is not known what to go back to,
 * `PrerequisiteMissing` when the commit cannot be checked out, `DeploymentFailed`
 */
export async function rollback(
  context: Context,
  environment: Environment,
  options: RollbackOptions,
): Promise<void> {
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const bucket = stateBucketOf(context, backend);
  const promotions = await listPromotions(bucket, environment);
  const target = rollbackTarget(promotions, environment, options.to);
  showTarget(context, target);
  const danger = `This takes ${target.undone.map(({ plan }) => plan.id).join(", ")} back.`;
  await confirm(context.output, options.yes === true, danger, environment);

  const who = await currentActor(context, backend);
  const append = (all: readonly Promotion[], event: Parameters<typeof appendEvent>[4]) =>
    Promise.all(all.map((one) => appendEvent(bucket, one, who, context.clock.now(), event)));
  const { reason } = options;
  const event = { deploy: Object.fromEntries(target.deploy), destroy: target.destroy };
  const begun = await append(target.undone, { kind: "rollback-started", ...event, reason });
  try {
    await goBack(context, backend, target, options);
  } catch (error) {
    await append(begun, { kind: "rollback-failed", reason: (error as Error).message });
    const known = error instanceof FleetError;
    throw new FleetError(
      known ? error.name : "DeploymentFailed",
      `the rollback of ${environment} stopped: ${(error as Error).message}`,
      [
        ...(known ? error.details : []),
        `to go on, once that is settled: fleet rollback ${environment} --reason "<why>"`,
      ],
      { cause: error },
    );
  }
  const done = await append(begun, { kind: "rolled-back" });
  const ids = done.map(({ plan }) => plan.id);
  context.output.result({ environment, rolledBack: ids, ...event, reason }, () =>
    context.output.line(`${environment} is back: ${ids.join(", ")} taken back`),
  );
}

function showTarget({ output }: Context, { deploy, destroy, lost }: RollbackTarget): void {
  for (const project of destroy) {
    output.line(`  ${project}: was not there before, is destroyed`);
  }
  for (const [project, commit] of deploy) {
    output.line(`  ${project}: back to commit ${commit.slice(0, 12)}`);
  }
  for (const line of lost) {
    output.line(`  ${line}`);
  }
}
