import type { Context } from "../../context";
import { bucketExists, type EnvironmentBackend, targetOf } from "../../engine/environment-backend";
import { type LeaseOptions, withLease } from "../../engine/leased";
import { forgetDataKey } from "../../engine/stack-settings";
import { openLocalState, removeLocalState } from "../environment/local-state";
import { unprotectTable } from "./base-data";
import { emptyBucket } from "./empty-bucket";
import { type OperationReport, runOperation } from "./run-operation";

/**
 * Destroys the state bucket: `bootstrap` backwards. Its own state comes back to this machine first, because the
 * bucket has to be empty before it can be deleted. A run that was killed after that is completed by the next one.
 */
export async function downState(
  context: Context,
  backend: EnvironmentBackend,
  options: LeaseOptions,
): Promise<OperationReport> {
  const engine = context.engine();
  const inBucket = targetOf(context, "state", backend);
  const local = await openLocalState(context, backend.environment);
  const stacks = (await bucketExists(context, backend)) ? await engine.stacks(inBucket) : [];
  if (stacks.some(({ name, resourceCount }) => name === inBucket.stack && resourceCount > 0)) {
    const stack = { project: "state", stack: inBucket.stack } as const;
    // The lease goes with the bucket: it keeps others out until their changes could only be lost with it.
    await withLease(context, backend, stack, "move state to this machine", options, async () =>
      engine.importState(local, await engine.exportState(inBucket)),
    );
  }
  await engine.unprotect(local);
  const { resources = [] } = (await engine.exportState(local)).deployment;
  for (const { type, id } of resources) {
    if (type === "aws:s3/bucket:Bucket") {
      await emptyBucket(context, backend, id);
    }
    if (type === "aws:dynamodb/table:Table") {
      await unprotectTable(context, backend, String(id));
    }
  }
  const report = await runOperation(context, "destroy", local, backend);
  forgetDataKey(context.home, backend.environment);
  removeLocalState(context, backend.environment);
  return report;
}
