import { ownedLocks } from "../../../backend/locks/owned-locks";
import type { Context } from "../../context";
import { checkedBackend, showBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { taskStatusOf } from "../../engine/task-status";
import { columns } from "../../output/columns";
import type { NamedStack } from "../stack-argument";

/** Shows what keeps others from one stack. */
export async function show(context: Context, { id, environment }: NamedStack): Promise<void> {
  const { output } = context;
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const locks = await ownedLocks(stateBucketOf(context, backend), id, taskStatusOf(context, backend));
  output.result({ ...id, environment, locks }, () => {
    if (locks.length === 0) {
      output.line(`${id.project} ${id.stack}: is not locked`);
    }
    for (const { description, operation, fence, state, evidence, key } of locks) {
      output.line(description);
      const rows = [
        ["owner", `${state}: ${evidence}`],
        ["operation", operation ?? "unknown: no run of fleet's"],
        ...(fence === undefined ? [] : [["fence", String(fence)]]),
        ["object", key],
      ];
      for (const line of columns(rows)) {
        output.line(`  ${line}`);
      }
    }
  });
}
