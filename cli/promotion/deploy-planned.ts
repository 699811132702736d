import type { Actor } from "../../backend/operations/operation-entry";
import { deployedProjects, type NewEvent, type Promotion } from "../../backend/promotions/promotion";
import { appendEvent } from "../../backend/promotions/promotion-store";
import { FleetError } from "../../contracts/errors";
import { runOperation } from "../commands/project/run-operation";
import type { Context } from "../context";
import { type EnvironmentBackend, targetOf } from "../engine/environment-backend";
import type { LeaseOptions } from "../engine/leased";
import { stateBucketOf } from "../engine/state-bucket";
import { REVIEWED_DIGITS } from "./checklist";

/**
 * Deploys the projects of `promotion` that are not yet, in their order; the first failure ends it.
 * @returns the promotion with what happened
 * @throws FleetError of the project that failed, with how to go on and how to go back
 */
export async function deployPlanned(
  context: Context,
  backend: EnvironmentBackend,
  promotion: Promotion,
  who: Actor,
  options: LeaseOptions,
): Promise<Promotion> {
  const bucket = stateBucketOf(context, backend);
  const record = (current: Promotion, event: NewEvent) =>
    appendEvent(bucket, current, who, context.clock.now(), event);
  const done = deployedProjects(promotion);
  let current = promotion;
  for (const project of promotion.plan.subject.projects.filter((each) => !done.includes(each))) {
    const { changes, durationSeconds } = await runOperation(
      context,
      "up",
      targetOf(context, project, backend),
      backend,
      options,
    ).catch(async (error: unknown) => {
      await record(current, { kind: "failed", project, reason: (error as Error).message });
      throw stopped(current, project, error);
    });
    current = await record(current, { kind: "deployed", project, changes, durationSeconds });
  }
  return record(current, { kind: "finished" });
}

function stopped({ plan }: Promotion, project: string, error: unknown): FleetError {
  const { from, to } = plan.subject;
  const known = error instanceof FleetError;
  return new FleetError(
    known ? error.name : "DeploymentFailed",
    `promotion ${plan.id} stopped at ${project}: ${(error as Error).message}`,
    [
      ...(known ? error.details : []),
      `to go on, once that is settled: fleet promote ${from} ${to} --execute ${plan.id} --reviewed ${plan.hash.slice(0, REVIEWED_DIGITS)}`,
      `to go back: fleet rollback ${to} --reason "<why>"`,
    ],
    { cause: error },
  );
}
