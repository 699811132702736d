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
});
