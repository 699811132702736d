import { expect } from "chai";
import { policies } from "../../../../cli/validation/checks/policies";
import { registration, resource, subject } from "../../../support/validation-subject";

const IDENTITY = "aws:iam/policy:Policy";
const BUCKET = "aws:s3/bucketPolicy:BucketPolicy";
const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";

const READ = { Sid: "Read", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::a/*" };

async function findings(policy: unknown, type = IDENTITY): Promise<readonly string[]> {
  const text = typeof policy === "string" ? policy : JSON.stringify(policy);
  const found = await policies.run(
    subject({ complete: [registration([resource(type, "p", { policy: text })])] }),
  );
  const place = `base in dev, ${type} "p": `;
  return found.map((finding) => {
    expect(finding).to.satisfy((each: string) => each.startsWith(place));
    return finding.slice(place.length);
  });
}

const of = (...statements: object[]) => ({ Version: "2012-10-17", Statement: statements });

describe("check of policies", () => {
  it("accepts named actions on named resources", async () => {
    expect(await findings(of(READ))).to.deep.equal([]);
    expect(await findings({ Version: "2012-10-17", Statement: READ })).to.deep.equal([]);
  });

  it("accepts every resource where AWS knows none, and where a condition says which", async () => {
    expect(
      await findings(
        of(
          { Effect: "Allow", Action: ["ecr:GetAuthorizationToken", "ec2:DescribeVpcs"], Resource: "*" },
          { ...READ, Resource: "*", Condition: { StringEquals: { "aws:ResourceTag/Project": "fleet" } } },
          { Effect: "Deny", Action: "*", Resource: "*" },
        ),
      ),
    ).to.deep.equal([]);
  });

  const wrong: Record<string, readonly [policy: unknown, findings: readonly string[], type?: string]> = {
    "every action of a service": [
      of({ ...READ, Action: ["s3:Get*"] }),
      ["statement Read: it allows s3:Get*: name the actions, or add a condition"],
    ],
    "every resource without a reason": [
      of({ ...READ, Resource: ["*"] }),
      ["statement Read: it allows s3:GetObject on every resource: name the resources, or add a condition"],
    ],
    "everything but something": [
      of({ Effect: "Allow", NotAction: "iam:PassRole", Resource: "arn:aws:s3:::a" }),
      ["statement number 1: it allows everything but something: name what is allowed instead"],
    ],
    "an action that is none": [
      of({ ...READ, Action: "GetObject" }),
      ['statement Read: action "GetObject" is none: use <service>:<Action>, for example s3:GetObject'],
    ],
    "an effect that is none": [
      of({ ...READ, Effect: "allow" }),
      ['statement Read: Effect is "allow": use Allow or Deny'],
    ],
    "no action": [of({ Sid: "Read", Effect: "Allow", Resource: "a" }), ["statement Read: it has no Action"]],
    "one name twice": [of(READ, READ), ["statement Read: its Sid is that of another one"]],
    "no statement": [of(), ["its policy has no statement"]],
    "the old version": [
      { Version: "2008-10-17", Statement: [READ] },
      ['its policy\'s Version is "2008-10-17": use 2012-10-17'],
    ],
    "a bucket that is open to everybody": [
      of({ ...READ, Principal: { AWS: ["*"] } }),
      ["statement Read: it allows everybody: name the principal, or add a condition"],
      BUCKET,
    ],
    "an endpoint that lets everything through": [
      of({ ...READ, Principal: "*", Resource: "*" }),
      ["statement Read: it lets calls to every resource through: name the resources, or add a condition"],
      ENDPOINT,
    ],
  };
  for (const [title, [policy, expected, type]] of Object.entries(wrong)) {
    it(`finds ${title}`, async () => {
      expect(await findings(policy, type)).to.deep.equal(expected);
    });
  }

  it("accepts an endpoint's policy for everybody that names resources", async () => {
    expect(await findings(of({ ...READ, Principal: "*" }), ENDPOINT)).to.deep.equal([]);
  });

  it("finds what is longer than AWS allows, not counting blanks", async () => {
    const long = of({
      ...READ,
      Resource: Array.from({ length: 100 }, (_, i) => `arn:aws:s3:::${"a".repeat(50)}${i}`),
    });
    const { length } = JSON.stringify(long);
    expect(await findings(JSON.stringify(long, undefined, 2))).to.deep.equal([
      `its policy has ${length} characters: AWS allows 6144`,
    ]);
    expect(await findings(`${JSON.stringify(of(READ))}${" ".repeat(7000)}`)).to.deep.equal([]);
  });

  it("finds what is not JSON", async () => {
    expect((await findings("{"))[0]).to.match(/^its policy is not JSON: /);
  });
});
