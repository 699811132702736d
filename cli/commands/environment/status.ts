import { describeLock, listLocks } from "../../../backend/locks/locks";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Status } from "../../../contracts/status";
import type { Context } from "../../context";
import { checkedBackend, projectFolder, showBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { columns } from "../../output/columns";
import { requestStore } from "../enclave/request-store";
import { OPERATED_PROJECTS } from "../project/projects";

interface ProjectStatus {
  readonly project: string;
  readonly deployed: boolean;
  readonly resources: number;
  readonly lastUpdate?: string;
}

/** Shows what is deployed in the environment, who holds which lock, and how the requests stand. */
export async function status(context: Context, environment: Environment): Promise<void> {
  const backend = await checkedBackend(context, environment);
  const projects: ProjectStatus[] = [];
  for (const project of OPERATED_PROJECTS) {
    const workDir = projectFolder(context.home, project);
    const stacks = await context.engine().stacks({ project, workDir, backend });
    const stack = stacks.find(({ name }) => name === environment);
    projects.push({
      project,
      deployed: (stack?.resourceCount ?? 0) > 0,
      resources: stack?.resourceCount ?? 0,
      lastUpdate: stack?.lastUpdate,
    });
  }
  const locks = await listLocks(stateBucketOf(context, backend));
  const requests = await countRequests(context, environment);
  const { accountId: account, region, url } = backend;
  context.output.result({ environment, account, region, backend: url, projects, locks, requests }, () => {
    showBackend(context, backend);
    const rows = projects.map(({ project, deployed, resources, lastUpdate }) =>
      deployed
        ? [project, `${resources} resources`, `last update ${lastUpdate ?? "unknown"}`]
        : [project, "not deployed"],
    );
    for (const line of [...columns(rows), ...locks.map(describeLock)]) {
      context.output.line(`  ${line}`);
    }
    const counts = Object.entries(requests).map(([name, count]) => `${count} ${name}`);
    context.output.line(`  requests: ${counts.length === 0 ? "none" : counts.join(", ")}`);
  });
}

async function countRequests(
  context: Context,
  environment: Environment,
): Promise<Readonly<Partial<Record<Status, number>>>> {
  const counts: Partial<Record<Status, number>> = {};
  try {
    for await (const { status: each } of requestStore(context, environment).list()) {
      counts[each] = (counts[each] ?? 0) + 1;
    }
  } catch (error) {
    // Before base is deployed there is no table, and so no request.
    if (!(error instanceof FleetError && error.name === "BackendUnavailable")) {
      throw error;
    }
  }
  return counts;
}
