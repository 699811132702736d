import { expect } from "chai";
import { quotas } from "../../../../cli/validation/checks/quotas";
import type { RecordedResource } from "../../../../cli/validation/mocks/run-program";
import { registration, resource, subject } from "../../../support/validation-subject";

const times = (count: number, make: (index: number) => RecordedResource) =>
  Array.from({ length: count }, (_, index) => make(index));

const run = (resources: readonly RecordedResource[]) =>
  quotas.run(subject({ complete: [registration(resources)] }));

describe("check of quotas", () => {
  const endpoint = (index: number) =>
    resource("aws:ec2/vpcEndpoint:VpcEndpoint", `e${index}`, { vpcEndpointType: "Interface" });

  it("finds subnets that endpoints leave no room in", async () => {
    const vpc = resource("awsx:ec2:Vpc", "network", {
      subnetSpecs: [
        { type: "Private", cidrBlocks: ["10.0.0.0/25", "10.0.1.0/24"] },
        { type: "Isolated", cidrBlocks: ["10.0.2.0/28"] },
      ],
    });
    expect(await run([vpc, ...times(115, endpoint)])).to.deep.equal([]);
    expect(await run([vpc, ...times(116, endpoint)])).to.deep.equal([
      "dev: subnet 10.0.0.0/25 has 7 addresses left beside 116 endpoints, and needs 8: choose a wider base:vpcCidrBlock",
    ]);
  });

  it("finds a subnet that is too small by itself", async () => {
    const subnetSpecs = [{ type: "Isolated", cidrBlocks: ["10.0.2.0/29"] }];
    expect(await run([resource("awsx:ec2:Vpc", "network", { subnetSpecs })])).to.deep.equal([
      "dev: subnet 10.0.2.0/29 has 3 addresses left beside 0 endpoints, and needs 8: choose a wider base:vpcCidrBlock",
    ]);
  });

  it("finds a security group with too many rules in one direction", async () => {
    const rule = (direction: "Ingress" | "Egress") => (index: number) =>
      resource(`aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`, `r${index}`, {
        securityGroupId: "sg-1",
      });
    expect(await run([...times(60, rule("Ingress")), ...times(60, rule("Egress"))])).to.deep.equal([]);
    expect(await run(times(61, rule("Ingress")))).to.deep.equal([
      "dev: security group sg-1 has 61 inbound rules: AWS allows 60",
    ]);
  });

  it("finds a role with too many policies or too much in them", async () => {
    const attachment = (index: number) =>
      resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", `a${index}`, { role: "runner" });
    const inline = (index: number) =>
      resource("aws:iam/rolePolicy:RolePolicy", `p${index}`, {
        role: "runner",
        policy: `${"x".repeat(5120)} `,
      });
    expect(await run([...times(10, attachment), ...times(2, inline)])).to.deep.equal([]);
    expect(await run([...times(11, attachment), ...times(3, inline)])).to.deep.equal([
      "dev: role runner has 11 managed policies: AWS allows 10",
      "dev: role runner has 15360 characters of inline policies: AWS allows 10240",
    ]);
  });

  it("finds functions that reserve more than there is, or have too many variables", async () => {
    const lambda = (name: string, concurrency: number, value: string) =>
      resource("aws:lambda/function:Function", name, {
        reservedConcurrentExecutions: concurrency,
        environment: { variables: { A: value } },
      });
    expect(await run([lambda("a", 900, "x".repeat(4095)), lambda("b", -1, "")])).to.deep.equal([]);
    expect(await run([lambda("a", 900, "x".repeat(4096)), lambda("b", 1, "")])).to.deep.equal([
      "dev: functions reserve a concurrency of 901 together: AWS allows 900 in a new account",
      "dev: function a has 4097 bytes of environment variables: AWS allows 4096",
    ]);
  });

  it("counts each environment for itself", async () => {
    const lambda = resource("aws:lambda/function:Function", "a", { reservedConcurrentExecutions: 600 });
    const complete = [registration([lambda], "dev"), registration([lambda], "prod")];
    expect(await quotas.run(subject({ complete }))).to.deep.equal([]);
  });
});
