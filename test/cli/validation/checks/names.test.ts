import { expect } from "chai";
import { names } from "../../../../cli/validation/checks/names";
import { registration, resource, subject } from "../../../support/validation-subject";

const ROLE = "aws:iam/role:Role";

describe("check of names", () => {
  const run = (...resources: Parameters<typeof resource>[]) =>
    names.run(subject({ complete: [registration(resources.map((each) => resource(...each)))] }));

  it("accepts names of the longest allowed length, and those that Pulumi makes", async () => {
    expect(
      await run(
        [ROLE, "a", { name: "r".repeat(64) }],
        [ROLE, "b", {}],
        ["aws:s3/bucket:Bucket", "c", { bucket: "abc" }],
      ),
    ).to.deep.equal([]);
  });

  const wrong: readonly (readonly [type: string, inputs: Record<string, string>, allowed: string])[] = [
    [ROLE, { name: "r".repeat(65) }, "1 to 64 letters, digits and + = , . @ _ -"],
    ["aws:s3/bucket:Bucket", { bucket: "Hyperion" }, "3 to 63 lower-case letters, digits, hyphens and dots"],
    ["aws:kms/alias:Alias", { name: "hyperion" }, "alias/ and at most 250 letters, digits and / _ -"],
    ["aws:sfn/stateMachine:StateMachine", { name: "s".repeat(81) }, "1 to 80 letters, digits, _ and -"],
    ["aws:lambda/function:Function", { name: "a.b" }, "1 to 64 letters, digits, _ and -"],
    ["aws:sqs/queue:Queue", { name: "q".repeat(81) }, "1 to 80 letters, digits, _ and -"],
    [
      "aws:ecr/repository:Repository",
      { name: "Runner" },
      "2 to 256 lower-case letters, digits, and single . _ - / between them",
    ],
    ["aws:ec2/securityGroup:SecurityGroup", { name: "sg-host" }, "1 to 255 characters, not sg- at the start"],
  ];
  for (const [type, inputs, allowed] of wrong) {
    const [name = ""] = Object.values(inputs);
    it(`finds ${type} ${name.slice(0, 20)}`, async () => {
      expect(await run([type, "a", inputs])).to.deep.equal([
        `base in dev, ${type} "a": its name ${JSON.stringify(name)} has ${name.length} characters; use ${allowed}`,
      ]);
    });
  }

  it("finds a name that two environments give, which could not share an account", async () => {
    const role = resource(ROLE, "runner", { name: "hyperion-runner" });
    expect(
      await names.run(subject({ complete: [registration([role], "dev"), registration([role], "prod")] })),
    ).to.deep.equal([
      'base in prod, aws:iam/role:Role "runner": its name "hyperion-runner" is already that of base in dev, aws:iam/role:Role "runner"',
    ]);
  });
});
