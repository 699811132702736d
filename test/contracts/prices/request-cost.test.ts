import { expect } from "chai";
import { runProgram } from "../../../cli/validation/mocks/run-program";
import { CASES } from "../../../cli/validation/program-cases";
import type { EnclaveSpec } from "../../../contracts/enclave-request";
import { PRICES, type PricedRegion } from "../../../contracts/prices/price-list";
import { requestCost } from "../../../contracts/prices/request-cost";
import { stackCost } from "../../../contracts/prices/stack-cost";

const REGION: PricedRegion = "eu-west-1";

describe("requestCost", () => {
  it("is the host by the hour, by the month and for as long as it is needed, with what was assumed", () => {
    const cost = requestCost({ vcpus: 2, memoryMib: 512, lifetimeHours: 24 }, REGION);
    const { hostVcpuHour, volumeGibMonth } = PRICES[REGION];
    const monthly = 4 * hostVcpuHour.c6i * 730 + 30 * volumeGibMonth;
    expect(cost).to.deep.equal({
      hostType: "c6i.xlarge",
      hourlyUsd: Math.round((monthly / 730) * 10_000) / 10_000,
      monthlyUsd: Math.round(monthly * 100) / 100,
      lifetimeUsd: Math.round(((monthly * 24) / 730) * 100) / 100,
      lifetimeHours: 24,
      assumption: "one host that runs 730 h, with 30 GiB of gp3 volumes",
      pricesOf: cost.pricesOf,
    });
  });

  it("says that it does not know where it does not", () => {
    expect(requestCost({ vcpus: 2, memoryMib: 512, lifetimeHours: 24 }, "ap-south-2")).to.deep.equal({
      hostType: "c6i.xlarge",
      lifetimeHours: 24,
      unknown: "region ap-south-2 is not in the price table",
      pricesOf: "ap-south-2 is not in the price table",
    });
  });

  const specs: readonly Partial<EnclaveSpec>[] = [
    {},
    { vcpus: 8, memoryMib: 32_768, instanceType: "r6g.4xlarge" },
  ];
  for (const asked of specs) {
    it(`is what the stack of ${JSON.stringify(asked)} comes to`, async function () {
      this.timeout(120_000);
      const enclave = CASES.find(({ project }) => project === "enclave");
      const settings = enclave?.settingsOf("dev", {});
      const request = settings?.config?.["enclave:request"] as { readonly spec: EnclaveSpec };
      const spec = { ...request.spec, ...asked };
      const config = { ...settings?.config, "enclave:request": { ...request, spec } };
      const { resources } = await runProgram(() => enclave?.program(), { ...settings, config });
      const registered = resources.filter(({ custom }) => custom);
      expect(registered).to.not.be.empty;
      expect(stackCost(registered, REGION)).to.deep.include({
        monthlyUsd: requestCost(spec, REGION).monthlyUsd,
        unknown: {},
      });
    });
  }
});
