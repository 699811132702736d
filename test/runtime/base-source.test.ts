import { expect } from "chai";
import { baseValues } from "../../cli/validation/mocks/base-values";
import type { Properties } from "../../cli/validation/mocks/mock-outputs";
import { fleetProvider } from "../../components/provider";
import type { BaseInterface } from "../../contracts/base-interface";
import { baseLookup } from "../../runtime/base-lookup";
import { baseReference } from "../../runtime/base-reference";
import { runProgram } from "../support/pulumi-mocks";
import { lookupFunctions } from "./lookup-functions";

const OWNERSHIP = { owner: "platform", costCenter: "hyperion" };

function found(
  overrides: Readonly<Record<string, (args: Properties) => Properties>> = {},
): Promise<Properties> {
  const program = async (): Promise<BaseInterface> => {
    const provider = fleetProvider({
      environment: "dev",
      scope: "runtime",
      region: "eu-west-1",
      ...OWNERSHIP,
    });
    return baseLookup(
      {
        environment: "dev",
        region: "eu-west-1",
        projectTag: "hyperion-fleet",
        hostSubnetTier: "isolated",
      },
      provider,
    );
  };
  return runProgram(program, { functions: lookupFunctions("dev", overrides) }).then(({ outputs }) => outputs);
}

describe("baseLookup", () => {
  it("finds by tags and names what base's stack would say", async () => {
    expect(await found()).to.deep.equal(baseValues("dev"));
  });

  it("says which tag no subnet has", async () => {
    const error: Error = await found({ "aws:ec2/getSubnets:getSubnets": () => ({ ids: [] }) }).then(
      () => expect.fail("base was found"),
      (thrown) => thrown,
    );
    expect(error.message).to.equal(
      "no subnet of environment dev has the tag Tier with value private: tag the subnets, or set runtime:baseSource to reference",
    );
  });
});

describe("baseReference", () => {
  const read = (outputs: Properties) =>
    runProgram(() => baseReference("dev"), { references: { "organization/base/dev": outputs } });

  it("reads all of base's interface from its stack", async () => {
    const { outputs } = await read({ ...baseValues("dev"), vpcCidrBlock: "10.0.0.0/16" });
    expect(outputs).to.deep.equal(baseValues("dev"));
  });

  it("names every output that base lacks", async () => {
    const { vpcId: _vpcId, zoneName: _zoneName, ...rest } = baseValues("dev");
    const error: Error = await read(rest).then(
      () => expect.fail("base was read"),
      (thrown) => thrown,
    );
    expect(error.message).to.equal(
      "stack organization/base/dev has no output vpcId, zoneName: deploy base of dev first",
    );
  });
});
