import { expect } from "chai";
import { describeChanges, runOperation } from "../../../../cli/commands/project/run-operation";
import type { Engine, OperationOptions, StackTarget } from "../../../../cli/engine/engine";
import type { EnvironmentBackend } from "../../../../cli/engine/environment-backend";
import type { Progress } from "../../../../cli/engine/progress";
import { commandContext } from "../../../support/command-context";

const BACKEND: EnvironmentBackend = {
  environment: "dev",
  accountId: "111122223333",
  region: "eu-west-1",
  bucketName: "bucket",
  keyAlias: "alias/key",
  url: "s3://bucket?region=eu-west-1",
  secretsProvider: "awskms://alias/key?region=eu-west-1",
};
const TARGET: StackTarget = { project: "base", stack: "dev", workDir: "/repository/base", backend: BACKEND };

const LEASE = { fence: 1, signal: new AbortController().signal };

function resource(kind: "started" | "finished" | "failed", operation: "create" | "same"): Progress {
  return { kind, urn: "urn::network", type: "aws:ec2/vpc:Vpc", name: "network", operation };
}

describe("runOperation", () => {
  const engineThatTells = (...progress: readonly Progress[]): Partial<Engine> => ({
    run: async (_operation, _target, options: OperationOptions) => {
      progress.forEach(options.onProgress);
      return { changes: { create: 1, same: 2 }, outputs: { vpcId: "vpc-1" } };
    },
  });

  it("prints a line for each resource that is done, and none for those that stay", async () => {
    const engine = engineThatTells(
      resource("started", "create"),
      resource("finished", "create"),
      resource("started", "same"),
      resource("finished", "same"),
      { kind: "message", severity: "warning", text: "old version" },
    );
    const context = commandContext({ engine });
    const report = await runOperation(context, "up", TARGET, BACKEND, { lease: LEASE });
    expect(context.said.lines).to.deep.equal([
      "base dev: up",
      "  + aws:ec2/vpc:Vpc  network  created (0.0 s)",
      "  warning: old version",
      "base dev: up: 1 created, 2 unchanged in 0.0 s",
    ]);
    expect(report).to.deep.equal({
      project: "base",
      environment: "dev",
      operation: "up",
      changes: { create: 1, same: 2 },
      outputs: { vpcId: "vpc-1" },
      durationSeconds: 0,
    });
  });

  it("says what a preview would do", async () => {
    const engine = engineThatTells(resource("started", "create"), resource("finished", "create"));
    const context = commandContext({ engine });
    await runOperation(context, "preview", TARGET, BACKEND);
    expect(context.said.lines).to.deep.equal([
      "base dev: preview",
      "  + aws:ec2/vpc:Vpc  network  creating",
      "base dev: preview: 1 to create, 2 unchanged in 0.0 s",
    ]);
  });

  it("hands the engine a signal that Ctrl-C aborts", async () => {
    let aborted = false;
    const context = commandContext({
      engine: {
        run: async (_operation, _target, { signal }) => {
          context.interruption.receive();
          aborted = signal.aborted;
          return { changes: {}, outputs: {} };
        },
      },
    });
    await runOperation(context, "up", TARGET, BACKEND, { lease: LEASE });
    expect(aborted).to.equal(true);
  });
});

describe("describeChanges", () => {
  it("puts what stays last and leaves out what is none", () => {
    expect(describeChanges({ same: 3, create: 2, discard: 1, delete: 0 }, false)).to.equal(
      "2 created, 1 discarded, 3 unchanged",
    );
    expect(describeChanges({ added: 2, "read again": 1 }, false)).to.equal("2 added, 1 read again");
    expect(describeChanges({ replace: 1 }, true)).to.equal("1 to replace");
    expect(describeChanges({}, false)).to.equal("nothing to do");
  });
});
