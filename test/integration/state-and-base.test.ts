import { DescribeSubnetsCommand, EC2Client } from "@aws-sdk/client-ec2";
import type { Stack } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { type DeployedBase, deployStateAndBase } from "../support/deployed-base";

describe("projects fleet-state and base through the engine", function () {
  this.timeout(240_000);
  let base: DeployedBase;

  before(async () => {
    base = await deployStateAndBase("prod");
  });
  after(() => base?.stop());

  const settled = async (stack: Stack) => {
    await stack.preview({ expectNoChanges: true });
    await stack.refresh({ expectNoChanges: true });
  };

  it("have nothing to do a second time, and find no drift", async () => {
    await settled(base.stacks.state);
    await settled(base.stacks.base);
  });

  it("leave subnets that a lookup finds by tags", async () => {
    const ec2 = new EC2Client(base.client);
    const found = async (tier: string) => {
      const { Subnets = [] } = await ec2.send(
        new DescribeSubnetsCommand({
          Filters: [
            { Name: "tag:Project", Values: ["hyperion-fleet"] },
            { Name: "tag:Environment", Values: ["prod"] },
            { Name: "tag:Scope", Values: ["base"] },
            { Name: "tag:Tier", Values: [tier] },
          ],
        }),
      );
      return Subnets.map(({ SubnetId }) => SubnetId).sort();
    };
    for (const tier of ["public", "private", "isolated"] as const) {
      expect(await found(tier), tier).to.deep.equal([...base.outputs[`${tier}SubnetIds`]].sort());
    }
    ec2.destroy();
  });

  it("refuse to be destroyed while they protect data", async () => {
    let message = "no error";
    await base.stacks.base.destroy().catch((error: Error) => {
      message = error.message;
    });

    expect(message).to.match(/resource "urn:[^"]+" cannot be deleted/);
  });

  it("go without a trace when they are told to give up the data", async () => {
    for (const [stack, key] of [
      [base.stacks.base, "base:protectData"],
      [base.stacks.state, "state:protectData"],
    ] as const) {
      await stack.setConfig(key, { value: "false" });
      await stack.up();
      await stack.destroy();
      expect((await stack.exportStack()).deployment.resources ?? []).to.deep.equal([]);
    }
  });
});
