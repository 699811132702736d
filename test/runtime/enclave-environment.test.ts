import { expect } from "chai";
import type { BaseInterface } from "../../contracts/base-interface";
import { enclaveEnvironment } from "../../runtime/enclave-environment";

const SETTINGS = { environment: "dev", region: "eu-west-1", costCenter: "42", environmentTags: {} } as const;

describe("enclaveEnvironment", () => {
  it("hands limits and allowed families on where there are some", () => {
    const base = { vpcId: "vpc-1" } as BaseInterface;
    const limits = {
      maxHostVcpus: 64,
      maxHostVcpusPerOwner: 16,
      alternativeHostFamilies: ["m6i"] as const,
    };
    expect(enclaveEnvironment({ ...SETTINGS, ...limits }, base)).to.deep.include(limits);
    const without = JSON.parse(JSON.stringify(enclaveEnvironment(SETTINGS, base)));
    expect(without).to.include({ vpcId: "vpc-1" }).and.not.have.any.keys(Object.keys(limits));
  });
});
