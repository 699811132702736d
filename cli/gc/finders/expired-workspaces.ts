import { isExpired } from "../../../backend/workspaces/workspace-record";
import { destroyWorkspace } from "../../commands/workspace/destroy-workspace";
import { workspaceStack } from "../../commands/workspace/workspace-stack";
import type { GarbageFinder, Search } from "../garbage";
import { checkpointCost } from "../price";

/** Short-lived copies whose time is over; destroyed as `fleet workspace expire` does. */
export const expiredWorkspaces: GarbageFinder = { kind: "expired-workspace", find };

async function find(search: Search) {
  const { context, backend, removal } = search;
  const records = [...(await search.workspaces()).values()].filter((record) => record !== undefined);
  const over = records.filter((record) => isExpired(record, context.clock.now()));
  const checkpoints = over.length > 0 ? await search.checkpoints() : [];
  return over.map((record) => {
    const { project, stack } = workspaceStack(record);
    return {
      kind: expiredWorkspaces.kind,
      name: record.name,
      why: `of ${record.owner}, expired ${record.expires}`,
      ...checkpointCost(
        checkpoints.find((each) => each.project === project && each.stack === stack),
        backend.region,
      ),
      remove: async () => {
        await destroyWorkspace(context, backend, record, removal);
      },
    };
  });
}
