import type { Environment, Project } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import {
  checkedBackend,
  type EnvironmentBackend,
  environmentBackend,
  projectFolder,
  showBackend,
  targetOf,
} from "../../engine/environment-backend";
import { type LeaseOptions, withLease } from "../../engine/leased";
import { confirm } from "../../output/confirm";
import { hasLocalState } from "../environment/local-state";
import { releaseData } from "./base-data";
import { downState } from "./down-state";
import { OPERATED_PROJECTS, type OperatedProject, parseProjects } from "./projects";
import { type OperationReport, runOperation } from "./run-operation";

export interface DownOptions extends LeaseOptions {
  readonly deleteData?: boolean;
  readonly includeState?: boolean;
  readonly yes?: boolean;
}

/** The projects whose stacks stand on each project's. */
const STANDING_ON: Readonly<Record<OperatedProject, readonly Project[]>> = {
  state: ["base", "runtime", "enclave"],
  base: ["runtime", "enclave"],
  runtime: [],
};

/**
 * Destroys a project, or all in reverse order of dependencies: `all` leaves out what a flag was not given for.
 * @throws FleetError `OperationRefused` with the reason and the flag that overrides it
 */
export async function down(
  context: Context,
  project: string,
  environment: Environment,
  options: DownOptions,
): Promise<void> {
  const projects = projectsToDestroy(project, options);
  const { backend, interrupted } = await backendToDestroy(context, environment, projects);
  showBackend(context, backend);
  if (!interrupted) {
    await refuseWhileStoodOn(context, backend, projects);
  }
  const left = project === "all" ? OPERATED_PROJECTS.filter((each) => !projects.includes(each)) : [];
  if (left.length > 0) {
    context.output.line(
      `${left.join(" and ")} stay: --delete-data destroys base, with --include-state also state`,
    );
  }
  const names = projects.join(", ");
  await confirm(
    context.output,
    options.yes === true,
    `This destroys ${names} of ${environment}.`,
    environment,
  );

  const reports: OperationReport[] = [];
  for (const each of projects) {
    reports.push(await destroy(context, each, backend, options));
  }
  context.output.result(reports, () => undefined);
}

interface BackendToDestroy {
  readonly backend: EnvironmentBackend;
  /** Whether bucket or key are gone already, and with them everything that could stand on them. */
  readonly interrupted: boolean;
}

/** A run that was killed while it destroyed state has to be completed without the bucket. */
async function backendToDestroy(
  context: Context,
  environment: Environment,
  projects: readonly OperatedProject[],
): Promise<BackendToDestroy> {
  try {
    return { backend: await checkedBackend(context, environment), interrupted: false };
  } catch (error) {
    if (!(projects.includes("state") && hasLocalState(context, environment))) {
      throw error;
    }
    return { backend: await environmentBackend(context, environment), interrupted: true };
  }
}

/** Last first. */
function projectsToDestroy(project: string, options: DownOptions): readonly OperatedProject[] {
  const wanted = parseProjects(project).toReversed();
  if (project === "all") {
    return wanted.filter(
      (each) =>
        each === "runtime" ||
        (options.deleteData === true && (each === "base" || options.includeState === true)),
    );
  }
  if (project === "state" && !options.includeState) {
    throw new FleetError(
      "OperationRefused",
      "state is the bucket that all state is in: without it nothing that is deployed can be changed again. Add --include-state to destroy it.",
    );
  }
  if (project !== "runtime" && !options.deleteData) {
    throw new FleetError(
      "OperationRefused",
      project === "base"
        ? "base holds the request table, the runner's images and the key of both: their data cannot be brought back. Add --delete-data to destroy it."
        : "state holds every version of every stack's state: it cannot be brought back. Add --delete-data to destroy it.",
    );
  }
  return wanted;
}

async function refuseWhileStoodOn(
  context: Context,
  backend: EnvironmentBackend,
  projects: readonly OperatedProject[],
): Promise<void> {
  const above = new Set(projects.flatMap((project) => STANDING_ON[project]));
  const remaining = [...above].filter((project) => !projects.some((each) => each === project));
  const standing: string[] = [];
  for (const project of remaining) {
    const workDir = projectFolder(context.home, project);
    const stacks = await context.engine().stacks({ project, workDir, backend });
    standing.push(
      ...stacks
        .filter(({ resourceCount }) => resourceCount > 0)
        .map(({ name, resourceCount }) => `${project} ${name} with ${resourceCount} resources`),
    );
  }
  if (standing.length > 0) {
    throw new FleetError(
      "OperationRefused",
      `${projects.join(" and ")} of ${backend.environment} cannot be destroyed while others stand on it: destroy these first (\`fleet down runtime\`, \`fleet enclave delete\`)`,
      standing,
    );
  }
}

async function destroy(
  context: Context,
  project: OperatedProject,
  backend: EnvironmentBackend,
  options: LeaseOptions,
): Promise<OperationReport> {
  if (project === "state") {
    return downState(context, backend, options);
  }
  const target = targetOf(context, project, backend);
  const { stack } = target;
  return withLease(context, backend, { project, stack }, "destroy", options, async (lease) => {
    try {
      if (project === "base") {
        await releaseData(context, backend);
        await context.engine().unprotect(target);
      }
      return await runOperation(context, "destroy", target, backend, { lease });
    } catch (error) {
      if (!(error instanceof FleetError && error.name === "StackNotFound")) {
        throw error;
      }
      context.output.line(`${project} ${stack}: is not deployed`);
      return {
        project,
        environment: stack,
        operation: "destroy",
        changes: {},
        outputs: {},
        durationSeconds: 0,
      };
    }
  });
}
