import { expect } from "chai";
import { network } from "../../../../cli/validation/checks/network";
import { subject } from "../../../support/validation-subject";

describe("check of network", () => {
  const run = (dev: string, staging: string, prod: string) =>
    network.run(
      subject({
        files: {
          dev: { config: { "base:vpcCidrBlock": dev } },
          staging: { config: { "base:vpcCidrBlock": staging } },
          prod: { config: { "base:vpcCidrBlock": prod } },
        },
      }),
    );

  it("accepts networks side by side", async () => {
    expect(await run("10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16")).to.deep.equal([]);
  });

  it("finds a network within another's, whichever is the wider", async () => {
    expect(await run("10.0.0.0/16", "10.1.128.0/20", "10.1.0.0/16")).to.deep.equal([
      "base:vpcCidrBlock of staging, 10.1.128.0/20, overlaps that of prod, 10.1.0.0/16: give each a block of its own",
    ]);
    expect(await run("10.0.0.0/16", "10.0.0.0/16", "10.1.0.0/16")).to.deep.equal([
      "base:vpcCidrBlock of dev, 10.0.0.0/16, overlaps that of staging, 10.0.0.0/16: give each a block of its own",
    ]);
  });

  it("leaves what is no network to the check of configuration", async () => {
    expect(await run("ten", "10.1.0.0/16", "10.2.0.0/16")).to.deep.equal([]);
  });
});
