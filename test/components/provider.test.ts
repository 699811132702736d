import { expect } from "chai";
import { fleetProvider } from "../../components/provider";
import { one, runProgram } from "../support/pulumi-mocks";

describe("fleetProvider", () => {
  it("sets region and every default tag, once for all resources", async () => {
    const { resources } = await runProgram(() => {
      fleetProvider({
        environment: "prod",
        scope: "base",
        region: "eu-central-1",
        owner: "platform",
        costCenter: "42",
      });
    });

    const { inputs } = one(resources, "pulumi:providers:aws", "aws");
    expect(inputs.region).to.equal("eu-central-1");
    expect(JSON.parse(inputs.defaultTags)).to.deep.equal({
      tags: {
        Project: "hyperion-fleet",
        Environment: "prod",
        Scope: "base",
        ManagedBy: "pulumi",
        Owner: "platform",
        CostCenter: "42",
      },
    });
  });

  it("adds further tags, which change none of the fleet's own", async () => {
    const { resources } = await runProgram(() => {
      fleetProvider({
        environment: "prod",
        scope: "base",
        region: "eu-central-1",
        owner: "platform",
        costCenter: "42",
        tags: { DataClass: "internal", Environment: "dev" },
      });
    });
    const { tags } = JSON.parse(one(resources, "pulumi:providers:aws", "aws").inputs.defaultTags);
    expect(tags).to.include({ DataClass: "internal", Environment: "prod" });
  });

  it("works in no other account than the one that is named", async () => {
    const allowed = async (accountId?: string) => {
      const { resources } = await runProgram(() => {
        fleetProvider({
          environment: "prod",
          scope: "base",
          region: "eu-central-1",
          accountId,
          owner: "platform",
          costCenter: "42",
        });
      });
      return one(resources, "pulumi:providers:aws", "aws").inputs.allowedAccountIds;
    };
    expect(await allowed("012345678901")).to.equal('["012345678901"]');
    expect(await allowed()).to.equal(undefined);
  });
});
