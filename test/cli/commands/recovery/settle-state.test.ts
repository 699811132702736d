import { expect } from "chai";
import type { PendingOperation } from "../../../../backend/checkpoints/checkpoint";
import { savedState } from "../../../../backend/checkpoints/saved-state";
import { settleState } from "../../../../cli/commands/recovery/settle-state";
import type { Deployment, StackTarget } from "../../../../cli/engine/engine";
import type { EnvironmentBackend } from "../../../../cli/engine/environment-backend";
import { commandContext, failureOf } from "../../../support/command-context";
import { memoryBucket } from "../../../support/memory-bucket";

const KEY = ".pulumi/stacks/base/dev.json";

describe("settleState", () => {
  const backend = { region: "eu-west-1", bucketName: "state", url: "s3://state" } as EnvironmentBackend;
  const target: StackTarget = { project: "base", stack: "dev", backend, workDir: "/base" };
  const role = { urn: "urn:role", type: "aws:iam/role:Role", custom: true, inputs: { name: "role" } };
  const lease = { fence: 1, signal: new AbortController().signal };

  function checkpoint(resources: readonly object[], pending: readonly PendingOperation[]): string {
    const latest = { resources, pending_operations: pending };
    return JSON.stringify({ version: 3, checkpoint: { stack: "base/dev", latest } });
  }

  async function scene(pending: readonly PendingOperation[]) {
    const bucket = memoryBucket();
    bucket.put(KEY, checkpoint([], pending));
    const calls: string[] = [];
    const imported: Deployment[] = [];
    const context = commandContext({
      clients: { s3: bucket.s3 },
      engine: {
        importState: async (_, deployment) => {
          calls.push("import");
          imported.push(deployment);
        },
        run: async (operation) => {
          calls.push(operation);
          bucket.put(KEY, checkpoint([{ ...role, id: "role" }], []));
          return { changes: { same: 1 }, outputs: {} };
        },
      },
    });
    const saved = await savedState(bucket, target);
    if (!saved) {
      throw new Error("the state was not read");
    }
    const deployment = { version: 3, deployment: { resources: [], pending_operations: pending } };
    return { bucket, context, calls, imported, saved, deployment };
  }

  it("imports what was found, refreshes, and tells what is really there", async () => {
    const { context, calls, saved, deployment } = await scene([{ type: "creating", resource: role }]);
    const created = { type: role.type, by: "madeFromInputs", surplus: false } as const;
    const found = [{ ...created, urn: role.urn, found: { id: "role" } }];
    expect(await settleState(context, target, backend, { saved, deployment, found }, lease)).to.deep.equal({
      changes: { same: 1 },
      adopted: ["urn:role"],
    });
    expect(calls).to.deep.equal(["import", "refresh"]);
  });

  it("forgets the creation of a component, which the engine would keep for ever", async () => {
    const component = { urn: "urn:network", type: "fleet:network:Network", custom: false };
    const { context, imported, saved, deployment } = await scene([{ type: "creating", resource: component }]);
    await settleState(context, target, backend, { saved, deployment, found: [] }, lease);
    expect(imported.map((one) => one.deployment.pending_operations)).to.deep.equal([[]]);
  });

  it("only refreshes when no creation was interrupted", async () => {
    const { context, calls, saved, deployment } = await scene([{ type: "updating", resource: role }]);
    await settleState(context, target, backend, { saved, deployment, found: [] }, lease);
    expect(calls).to.deep.equal(["refresh"]);
  });

  it("changes nothing when somebody has saved another state since", async () => {
    const { bucket, context, calls, saved, deployment } = await scene([{ type: "creating", resource: role }]);
    bucket.put(KEY, checkpoint([role], []));
    const error = await failureOf(
      settleState(context, target, backend, { saved, deployment, found: [] }, lease),
    );
    expect(error.message).to.equal(
      "somebody else has worked on base dev since these steps were made: run it again",
    );
    expect(calls).to.deep.equal([]);
  });

  it("changes nothing once the lease is lost", async () => {
    const { context, calls, saved, deployment } = await scene([{ type: "creating", resource: role }]);
    const signal = AbortSignal.abort(new Error("the lease is lost"));
    const traces = { saved, deployment, found: [] };
    const error = await failureOf(settleState(context, target, backend, traces, { fence: 1, signal }));
    expect(error.message).to.equal("the lease is lost");
    expect(calls).to.deep.equal([]);
  });
});
