import { expect } from "chai";
import { savingsOf, showSavings } from "../../../../cli/commands/project/savings";
import { pricesOf } from "../../../../contracts/prices/price-origin";
import { commandContext } from "../../../support/command-context";
import { current } from "../../../support/current-checkpoint";

const resource = (type: string, more: object = {}) => ({
  urn: type,
  type,
  custom: true,
  inputs: {},
  ...more,
});
const RUNTIME = current("runtime", "dev", [
  { urn: "stack", type: "pulumi:pulumi:Stack" },
  { urn: "component", type: "fleet:pipeline:Monitoring" },
  resource("aws:cloudwatch/dashboard:Dashboard"),
  resource("aws:cloudwatch/metricAlarm:MetricAlarm"),
  resource("aws:cloudwatch/metricAlarm:MetricAlarm"),
  resource("aws:lambda/function:Function"),
  resource("aws:rds/instance:Instance"),
  resource("aws:kms/key:Key", { external: true }),
]);

describe("savingsOf", () => {
  it("counts the scope's own stack: no copy of it, no other project's, nothing that is only read", () => {
    const stacks = [RUNTIME, current("runtime", "dev.pr-123"), current("base", "dev")];
    expect(savingsOf("runtime", "dev", "eu-west-1", stacks)).to.include({ monthlyUsd: 3.2 });
  });

  it("counts all enclaves together", () => {
    const stacks = [current("enclave", "one"), current("enclave", "two"), RUNTIME];
    expect(savingsOf("enclaves", "dev", "eu-west-1", stacks)).to.include({ monthlyUsd: 2 });
  });
});

describe("showSavings", () => {
  it("says the sum, of what it is, and what was not counted", () => {
    const { output, said } = commandContext();
    showSavings(output, "runtime", "dev", savingsOf("runtime", "dev", "eu-west-1", [RUNTIME]));
    expect(said.lines).to.deep.equal([
      "runtime dev: saves about $3.20 a month: 1 Dashboard $3.00, 2 MetricAlarm $0.20",
      "  billed by use, not counted: 1 Function",
      "  price not known, not counted: 1 Instance",
      `  prices: ${pricesOf("eu-west-1")}`,
    ]);
  });
});
