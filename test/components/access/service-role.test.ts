import { expect } from "chai";
import { ServiceRole } from "../../../components/access/service-role";
import { serviceTrust } from "../../../components/access/service-trust";
import { all, one, runProgram } from "../../support/pulumi-mocks";

const args = {
  roleName: "hyperion-dev-example",
  description: "Example",
  trust: serviceTrust({ service: "states.amazonaws.com", sourceAccount: "111122223333" }),
  statements: [{ Sid: "Publish", Effect: "Allow", Action: "sns:Publish", Resource: "arn:topic" }],
} as const;

describe("ServiceRole", () => {
  it("has a fixed name, its trust, and one inline policy", async () => {
    const { resources, outputs } = await runProgram(() => ({ arn: new ServiceRole("role", args).arn }));

    const { inputs } = one(resources, "aws:iam/role:Role", "role");
    expect(inputs).to.deep.include({
      name: "hyperion-dev-example",
      description: "Example",
      tags: { Name: "hyperion-dev-example" },
    });
    expect(JSON.parse(inputs.assumeRolePolicy)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "ServiceMayAssume",
          Effect: "Allow",
          Principal: { Service: "states.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
        },
      ],
    });
    const policy = one(resources, "aws:iam/rolePolicy:RolePolicy").inputs;
    expect(policy).to.include({ role: "hyperion-dev-example", name: "permissions" });
    expect(JSON.parse(policy.policy)).to.deep.equal({ Version: "2012-10-17", Statement: args.statements });
    expect(outputs.arn).to.equal("arn:aws:iam::111122223333:role/hyperion-dev-example");
    expect(all(resources, "aws:iam/policy:Policy")).to.deep.equal([]);
  });

  it("attaches further policies under its own name", async () => {
    const { resources } = await runProgram(() => {
      new ServiceRole("role", { ...args, managedPolicies: { more: args.statements } });
    });

    const policy = one(resources, "aws:iam/policy:Policy", "role-more");
    expect(policy.inputs.name).to.equal("hyperion-dev-example-more");
    expect(one(resources, "aws:iam/rolePolicyAttachment:RolePolicyAttachment").inputs).to.deep.equal({
      role: "hyperion-dev-example",
      policyArn: policy.id,
    });
  });
});
