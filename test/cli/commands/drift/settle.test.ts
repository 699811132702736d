import { STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { settle } from "../../../../cli/commands/drift/settle";
import type { StackDrift } from "../../../../cli/drift/stack-drift";
import type { OperationOptions, StackTarget } from "../../../../cli/engine/engine";
import type { EnvironmentBackend } from "../../../../cli/engine/environment-backend";
import { commandContext, failureOf } from "../../../support/command-context";
import { driftedAttribute, driftedResource } from "../../../support/drifted-resource";
import { memoryBucket } from "../../../support/memory-bucket";

const BACKEND: EnvironmentBackend = {
  environment: "dev",
  accountId: "111122223333",
  region: "eu-west-1",
  bucketName: "state",
  keyAlias: "alias/key",
  url: "s3://state?region=eu-west-1",
  secretsProvider: "awskms://alias/key?region=eu-west-1",
};
const BASE: StackDrift = {
  project: "base",
  stack: "dev",
  resources: [driftedResource()],
  suppressed: [],
  lockedBy: [],
};

describe("settle", () => {
  const sts = new STSClient({ region: "eu-west-1" });
  mockClient(sts);

  const engine = (runs: string[]) =>
    commandContext({
      clients: { s3: memoryBucket().s3, sts },
      engine: {
        run: async (operation, { project, stack }: StackTarget, { refresh }: OperationOptions) => {
          runs.push(`${operation} ${project} ${stack}${refresh ? " with refresh" : ""}`);
          return { changes: {}, outputs: {} };
        },
        refreshed: async () => [],
      },
    });

  it("previews every stack before it brings anything back, and compares again", async () => {
    const runs: string[] = [];
    const runtime: StackDrift = { ...BASE, project: "runtime" };
    const { operations, remaining } = await settle(engine(runs), BACKEND, [BASE, runtime], "up", {
      yes: true,
    });
    expect(runs).to.deep.equal([
      "preview base dev with refresh",
      "preview runtime dev with refresh",
      "up base dev with refresh",
      "up runtime dev with refresh",
    ]);
    expect(operations.map(({ project, operation }) => [project, operation])).to.deep.equal([
      ["base", "up"],
      ["runtime", "up"],
    ]);
    expect(remaining).to.deep.equal([]);
  });

  it("takes over by a refresh, for which what was found is the preview", async () => {
    const runs: string[] = [];
    await settle(engine(runs), BACKEND, [BASE], "refresh", { yes: true });
    expect(runs).to.deep.equal(["refresh base dev"]);
  });

  it("changes nothing without a confirmation", async () => {
    const runs: string[] = [];
    const error = await failureOf(settle(engine(runs), BACKEND, [BASE], "up"));
    expect([error.name, error.message]).to.deep.equal([
      "OperationRefused",
      "This changes base dev as the preview says. Add --yes to do it.",
    ]);
    expect(runs).to.deep.equal(["preview base dev with refresh"]);
  });

  it("leaves the repair of enclaves to the pipeline", async () => {
    const runs: string[] = [];
    const enclave: StackDrift = { ...BASE, project: "enclave", stack: "signer" };
    const error = await failureOf(settle(engine(runs), BACKEND, [BASE, enclave], "up", { yes: true }));
    expect(error).to.include({
      name: "OperationRefused",
      message:
        "enclaves are deployed by the pipeline, which has their configuration: delete and request them again, or use --accept",
    });
    expect(error).to.have.deep.property("details", ["signer"]);
    expect(runs).to.deep.equal([]);
  });

  it("runs nothing for what the engine knows nothing of", async () => {
    const runs: string[] = [];
    const attributes = [driftedAttribute('managedPolicyArns["arn"]', { managed: false })];
    const drift: StackDrift = { ...BASE, resources: [driftedResource({ attributes })] };
    expect(await settle(engine(runs), BACKEND, [drift], "up", { yes: true })).to.deep.equal({
      operations: [],
      remaining: [drift],
    });
    expect(runs).to.deep.equal([]);
  });

  it("says what an operation does beside, and what it cannot", async () => {
    const context = engine([]);
    const path = 'ingress["tcp 22 from 0.0.0.0/0"]';
    const drift: StackDrift = {
      ...BASE,
      resources: [
        driftedResource({
          attributes: [driftedAttribute(path, { managed: false }), driftedAttribute("tags.Owner")],
        }),
      ],
      suppressed: [
        {
          resource: driftedResource(),
          attribute: driftedAttribute("tags.Owner"),
          suppression: { type: "*", attribute: "*", reason: "known since last week", expires: "2026-12-31" },
        },
      ],
    };
    await settle(context, BACKEND, [drift], "refresh", { yes: true });
    expect(context.said.lines.slice(0, 2)).to.deep.equal([
      "refresh knows no suppressions: 1 more change with it",
      `requests  ${path} stays: the program does not give it, remove it by hand`,
    ]);
  });
});
