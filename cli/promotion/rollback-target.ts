import { deployedProjects, isInForce, type Promotion } from "../../backend/promotions/promotion";
import type { Environment, Project } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";

/** What a rollback does. */
export interface RollbackTarget {
  /** Promotions that it takes back, newest first. */
  readonly undone: readonly Promotion[];
  /** The commit that each project goes back to, in the order of their dependencies. */
  readonly deploy: ReadonlyMap<Project, string>;
  /** Projects that were not there before; those that stand on others first. */
  readonly destroy: readonly Project[];
  /** Configuration that was promoted together with what it goes back to, where that is known. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** What does not come back, in words. */
  readonly lost: readonly string[];
}

/**
 * What to do to undo the newest promotion in force, or all that came after promotion `to`.
 * @param promotions newest first
 * @throws FleetError `OperationRefused` when there is nothing to undo or nobody knows what ran before;
 * `InvalidArgument` for a `to` that is not in force
 */
export function rollbackTarget(
  promotions: readonly Promotion[],
  environment: Environment,
  to: string | undefined,
): RollbackTarget {
  const inForce = promotions.filter(isInForce);
  const undone = to === undefined ? inForce.slice(0, 1) : newerThan(inForce, environment, to);
  if (undone.length === 0) {
    throw new FleetError(
      "OperationRefused",
      to === undefined
        ? `no promotion to ${environment} is in force: check out a commit that is known to be good and run \`fleet up all ${environment}\``
        : `promotion ${to} is the newest to ${environment}: there is nothing to take back`,
    );
  }
  const deploy = new Map<Project, string>();
  const destroy: Project[] = [];
  const lost: string[] = [];
  // The oldest promotion that touched a project knows what ran before all of them.
  for (const { plan, ...promotion } of undone.toReversed()) {
    for (const project of begunProjects({ plan, ...promotion })) {
      if (deploy.has(project) || destroy.includes(project)) {
        continue;
      }
      const before = plan.before[project];
      if (before === undefined) {
        throw new FleetError(
          "OperationRefused",
          `nobody knows which commit ${project} ${environment} ran before ${plan.id}: check out one that is known to be good and run \`fleet up ${project} ${environment}\``,
        );
      }
      if (before === null) {
        destroy.unshift(project);
        continue;
      }
      deploy.set(project, before.id);
      if (before.dirty) {
        lost.push(`${project} ran with changes that are in no commit: they do not come back`);
      }
    }
  }
  const earlier = inForce[undone.length];
  lost.push(...undone.flatMap(({ plan }) => plan.rollback.filter((line) => !/^(\$|or by hand)/.test(line))));
  return { undone, deploy, destroy, config: earlier?.plan.subject.config, lost };
}

function newerThan(
  inForce: readonly Promotion[],
  environment: Environment,
  to: string,
): readonly Promotion[] {
  const index = inForce.findIndex(({ plan }) => plan.id === to);
  if (index < 0) {
    throw new FleetError(
      "InvalidArgument",
      `promotion ${to} is none to ${environment} that was executed and not taken back: look with \`fleet promotion list ${environment}\``,
    );
  }
  return inForce.slice(0, index);
}

/** The projects that are deployed, and the one that was being deployed when it stopped. */
function begunProjects(promotion: Promotion): readonly Project[] {
  const done = deployedProjects(promotion);
  const { projects } = promotion.plan.subject;
  return projects.slice(0, projects.filter((project) => done.includes(project)).length + 1);
}
