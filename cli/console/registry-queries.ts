import { ownedLocks } from "../../backend/locks/owned-locks";
import { ownerOf } from "../../backend/registry/find-resources";
import { lastDeployments } from "../../backend/registry/last-deployments";
import { listWorkspaces } from "../../backend/registry/list-workspaces";
import { TERRAFORM } from "../../contracts/registry/records";
import { partitionOf, RESOURCE_PREFIX } from "../../contracts/registry/registry-keys";
import { type ResourceRow, resourceOfRow } from "../../contracts/registry/rows";
import { requestStore } from "../commands/enclave/request-store";
import { stackOf } from "../commands/registry/named-workspace";
import type { Context } from "../context";
import type { EnvironmentBackend } from "../engine/environment-backend";
import { askRegistry, registryOf } from "../engine/registry";
import { stateBucketOf } from "../engine/state-bucket";
import { taskStatusOf } from "../engine/task-status";
import { checkpointGraph } from "../graph/checkpoint-graph";
import { lastReport } from "../hygiene/stored-reports";
import type { ConsoleQueries } from "./queries";

/** The page's questions, put to the environment's registry, request table and state bucket. */
export function consoleQueries(context: Context, backend: EnvironmentBackend): ConsoleQueries {
  const { environment, accountId, region } = backend;
  const registry = registryOf(context, backend);
  const bucket = stateBucketOf(context, backend);
  return {
    place: `${environment}, account ${accountId} in ${region}`,
    workspaces: (filter, options) =>
      askRegistry(context, backend, () => listWorkspaces(registry, filter, options)),
    workspace: (id) => askRegistry(context, backend, () => ownerOf(registry.table, id)),
    graph: async (workspace) =>
      workspace.template === TERRAFORM ? undefined : checkpointGraph(bucket, stackOf(workspace)),
    async *resources(id) {
      for await (const row of registry.table.rows<ResourceRow>(partitionOf(id), RESOURCE_PREFIX)) {
        yield resourceOfRow(row);
      }
    },
    deployments: (id, count) => lastDeployments(registry.table, id, count),
    async *requests() {
      try {
        yield* requestStore(context, environment).list();
      } catch (error) {
        // Without the environment's base there is nobody to ask for an enclave.
        if ((error as { cause?: { name?: string } }).cause?.name !== "ResourceNotFoundException") {
          throw error;
        }
      }
    },
    locks: () => ownedLocks(bucket, {}, taskStatusOf(context, backend)),
    dailyReport: () => lastReport(bucket, "daily"),
  };
}
