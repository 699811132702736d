import { expect } from "chai";
import { readSettings } from "../../../cli/engine/stack-settings";
import { runProgram } from "../../../cli/validation/mocks/run-program";
import { CASES } from "../../../cli/validation/program-cases";
import { ENVIRONMENTS } from "../../../contracts/environment";
import { monthlyCost } from "../../../contracts/prices/monthly-cost";
import { PRICED_REGIONS } from "../../../contracts/prices/price-list";

const REGION = "eu-west-1";
const usd = (type: string, inputs: Readonly<Record<string, unknown>> = {}, region = REGION) => {
  const cost = monthlyCost(type, inputs, region);
  return cost.kind === "standing" ? Math.round(cost.usd * 100) / 100 : cost.kind;
};

describe("monthlyCost", () => {
  it("counts 730 hours of what is billed by the hour, in each region's own price", () => {
    const nat = PRICED_REGIONS.map((region) => usd("aws:ec2/natGateway:NatGateway", {}, region));
    expect(nat).to.deep.equal([35.04, 32.85, 37.96]);
    expect(usd("aws:ec2/eip:Eip")).to.equal(3.65);
  });

  it("counts an interface endpoint in each of its zones, and a gateway endpoint not at all", () => {
    const type = "aws:ec2/vpcEndpoint:VpcEndpoint";
    expect(usd(type, { vpcEndpointType: "Interface", subnetIds: ["a", "b"] })).to.equal(16.06);
    expect(usd(type, { serviceName: "com.amazonaws.eu-west-1.s3" })).to.equal("free");
    expect(usd(type, { vpcEndpointType: "Interface" })).to.equal("unknown");
  });

  it("counts an alarm for each metric that it looks at, more for one that is looked at every ten seconds", () => {
    const type = "aws:cloudwatch/metricAlarm:MetricAlarm";
    expect(usd(type, { metricName: "Errors", period: 300 })).to.equal(0.1);
    expect(usd(type, { metricName: "Errors", period: 10 })).to.equal(0.3);
    const metricQueries = [
      { id: "rate", expression: "part / whole" },
      { id: "part", metric: { period: 300 } },
      { id: "whole", metric: { period: 300 } },
    ];
    expect(usd(type, { metricQueries })).to.equal(0.2);
  });

  it("counts a launch template as its enclave's host with its volumes", () => {
    const type = "aws:ec2/launchTemplate:LaunchTemplate";
    const blockDeviceMappings = [{ ebs: { volumeType: "gp3", volumeSize: 30 } }];
    // 4 vCPU at $0.0456 an hour, 30 GiB at $0.088 a month.
    expect(usd(type, { instanceType: "c6i.xlarge", blockDeviceMappings })).to.equal(135.79);
    expect(usd(type, { instanceType: "c6g.large", blockDeviceMappings }, "us-east-1")).to.equal(52.04);
    const io2 = [{ ebs: { volumeType: "io2", volumeSize: 30 } }];
    expect(usd(type, { instanceType: "c6i.xlarge", blockDeviceMappings: io2 })).to.equal("unknown");
  });

  it("spells out what it assumes", () => {
    const launchTemplate = {
      instanceType: "c6i.xlarge",
      blockDeviceMappings: [{ ebs: { volumeType: "gp3", volumeSize: 30 } }],
    };
    expect(monthlyCost("aws:ec2/launchTemplate:LaunchTemplate", launchTemplate, REGION)).to.have.property(
      "assumption",
      "one host that runs 730 h, with 30 GiB of gp3 volumes",
    );
    expect(monthlyCost("aws:lambda/function:Function", {}, REGION)).to.deep.equal({
      kind: "use",
      billedBy: "requests and GB-seconds",
    });
  });

  it("never takes what it does not know for nothing", () => {
    expect(monthlyCost("aws:rds/instance:Instance", {}, REGION)).to.deep.equal({
      kind: "unknown",
      reason: "aws:rds/instance:Instance is not in the price table",
    });
    expect(monthlyCost("aws:kms/key:Key", {}, "ap-south-2")).to.deep.equal({
      kind: "unknown",
      reason: "region ap-south-2 is not in the price table",
    });
    const host = { instanceType: "x2idn.metal", blockDeviceMappings: [] };
    expect(monthlyCost("aws:ec2/launchTemplate:LaunchTemplate", host, REGION)).to.deep.equal({
      kind: "unknown",
      reason: "host type x2idn.metal is not in the price table",
    });
  });

  for (const environment of ENVIRONMENTS) {
    it(`knows the price of everything that the programs register in ${environment}`, async function () {
      this.timeout(180_000);
      const { config } = readSettings(process.cwd(), environment);
      const unknown: string[] = [];
      for (const { program, settingsOf } of CASES) {
        const { resources } = await runProgram(program, settingsOf(environment, config));
        expect(resources).to.not.be.empty;
        for (const { type, inputs, custom } of resources) {
          const cost = monthlyCost(type, inputs, REGION);
          if (custom && cost.kind === "unknown") {
            unknown.push(cost.reason);
          }
        }
      }
      expect(unknown).to.deep.equal([]);
    });
  }
});
