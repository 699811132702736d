import { expect } from "chai";
import { additionsTo } from "../../../cli/drift/additions";
import type { RefreshedResource } from "../../../cli/engine/engine";
import { refreshedResource } from "../../support/refreshed-resource";

const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const HTTPS = { protocol: "tcp", fromPort: 443, toPort: 443 };

function group(ingress: readonly object[], inputs: Record<string, unknown> = {}): RefreshedResource {
  return refreshedResource({
    type: GROUP,
    id: "sg-1",
    deployed: { inputs, outputs: { ingress: [] } },
    found: { inputs, outputs: { ingress, egress: [] } },
  });
}

function rule(inputs: Record<string, unknown>, found = inputs): RefreshedResource {
  return refreshedResource({
    type: INGRESS,
    deployed: { inputs: { securityGroupId: "sg-1", ...inputs }, outputs: {} },
    found: { inputs: { securityGroupId: "sg-1", ...found }, outputs: {} },
  });
}

describe("additionsTo", () => {
  it("finds rules of a security group that no resource of the stack made", () => {
    const resource = group([
      { ...HTTPS, cidrBlocks: ["10.0.0.0/8", "0.0.0.0/0"], description: "one made of two" },
      { protocol: "-1", fromPort: 0, toPort: 0, self: true },
      { protocol: "udp", fromPort: 1000, toPort: 2000, securityGroups: ["sg-2"] },
    ]);
    const own = [
      rule({ ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/8" }),
      rule({ ipProtocol: "-1", referencedSecurityGroupId: "sg-1" }),
    ];
    expect(additionsTo(resource, [resource, ...own])).to.deep.equal([
      {
        path: 'ingress["tcp 443 from 0.0.0.0/0"]',
        deployed: undefined,
        found: { ...HTTPS, peer: "0.0.0.0/0" },
        replaces: false,
        managed: false,
      },
      {
        path: 'ingress["udp 1000-2000 from sg-2"]',
        deployed: undefined,
        found: { protocol: "udp", fromPort: 1000, toPort: 2000, peer: "sg-2" },
        replaces: false,
        managed: false,
      },
    ]);
  });

  it("leaves a rule that was changed to the rule's own resource", () => {
    const resource = group([{ ...HTTPS, cidrBlocks: ["0.0.0.0/0"] }]);
    const deployed = { ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/8" };
    const changed = rule(deployed, { ...deployed, cidrIpv4: "0.0.0.0/0" });
    expect(additionsTo(resource, [resource, changed])).to.deep.equal([]);
  });

  it("leaves the rules that the program lists in the group to the engine", () => {
    const listed = [{ ...HTTPS, cidrBlocks: ["0.0.0.0/0"] }];
    expect(additionsTo(group(listed, { ingress: [] }), [])).to.deep.equal([]);
  });

  it("finds policies on a role that no resource of the stack put there", () => {
    const policy = { Version: "2012-10-17", Statement: [] };
    const role = refreshedResource({
      type: "aws:iam/role:Role",
      id: "runner",
      found: {
        inputs: {},
        outputs: {
          managedPolicyArns: ["arn:own", "arn:foreign"],
          inlinePolicies: [
            { name: "own", policy },
            { name: "foreign", policy: JSON.stringify(policy) },
          ],
        },
      },
    });
    const attachment = refreshedResource({
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      deployed: { inputs: {}, outputs: { role: "runner", policyArn: "arn:own" } },
    });
    const inline = refreshedResource({
      type: "aws:iam/rolePolicy:RolePolicy",
      deployed: { inputs: {}, outputs: { role: "runner", name: "own" } },
    });
    const found = additionsTo(role, [role, attachment, inline]);
    expect(found.map(({ path, found: value }) => [path, value])).to.deep.equal([
      ['managedPolicyArns["arn:foreign"]', "arn:foreign"],
      ['inlinePolicies["foreign"]', policy],
    ]);
  });

  it("looks for none where nothing can be put beside", () => {
    expect(additionsTo(refreshedResource(), [])).to.deep.equal([]);
  });
});
