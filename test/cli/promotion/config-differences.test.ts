import { expect } from "chai";
import { configDifferences } from "../../../cli/promotion/config-differences";

const DEV = { environment: "dev", settings: { "base:zoneCount": 2, "fleet:owner": "platform" } } as const;

describe("configDifferences", () => {
  it("compares what programs get, defaults of the environment included", () => {
    const staging = {
      environment: "staging",
      settings: { "base:zoneCount": 3, "fleet:owner": "platform" },
    } as const;
    const differences = configDifferences(["base"], DEV, staging);
    expect(differences).to.deep.include.members([
      { key: "base:zoneCount", before: 2, after: 3 },
      { key: "base:zoneName", before: "dev.hyperion.internal", after: "staging.hyperion.internal" },
    ]);
    expect(differences.map(({ key }) => key)).to.not.include("fleet:owner");
    expect(configDifferences(["state"], DEV, staging)).to.deep.equal([]);
  });

  it("sees that a secret is another one, and shows neither", () => {
    const secret = (secure: string) =>
      ({ environment: "dev", settings: { ...DEV.settings, "fleet:costCenter": { secure } } }) as const;
    expect(configDifferences(["state"], secret("one"), secret("two"))).to.deep.equal([
      { key: "fleet:costCenter", before: "[secret]", after: "[secret]" },
    ]);
    expect(configDifferences(["state"], secret("one"), secret("one"))).to.deep.equal([]);
  });
});
