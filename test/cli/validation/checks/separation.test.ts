import { expect } from "chai";
import { separation } from "../../../../cli/validation/checks/separation";
import { registration, resource, subject } from "../../../support/validation-subject";

const POLICY = "aws:iam/rolePolicy:RolePolicy";
const table = (environment: string) =>
  `arn:aws:dynamodb:eu-west-1:111122223333:table/hyperion-${environment}-requests`;
const STAGING = { Sid: "Own", Effect: "Allow", Action: "dynamodb:PutItem", Resource: table("staging") };
const EVERY_GROUP = "arn:aws:ec2:eu-west-1:111122223333:security-group/*";

/** What is found in a role of dev that has `statement`, beside one of staging that uses staging's table. */
async function findings(statement: object): Promise<readonly string[]> {
  const holding = (name: string, given: object) =>
    resource(POLICY, name, { policy: JSON.stringify({ Version: "2012-10-17", Statement: [given] }) });
  const found = await separation.run(
    subject({
      complete: [
        registration([holding("role", { Sid: "It", Effect: "Allow", ...statement })], "dev"),
        registration([holding("role", STAGING)], "staging"),
      ],
    }),
  );
  const where = `base in dev, ${POLICY} "role": statement It: `;
  return found.map((finding) => {
    expect(finding).to.satisfy((each: string) => each.startsWith(where));
    return finding.slice(where.length);
  });
}

describe("check of separation", () => {
  const own: Record<string, object> = {
    "the environment's own resource": { Action: "dynamodb:PutItem", Resource: table("dev") },
    "what is below its name": { Action: "dynamodb:Query", Resource: `${table("dev")}/index/*` },
    "ids of what has its tag": {
      Action: "ec2:DeleteSecurityGroup",
      Resource: EVERY_GROUP,
      Condition: { StringEquals: { "aws:ResourceTag/Environment": "dev" } },
    },
    "settings of everything": { Action: ["dynamodb:DescribeTable", "kms:ListAliases"], Resource: "*" },
    "what AWS knows no resource for": { Action: "xray:PutTraceSegments", Resource: "*" },
    "what is refused": { Effect: "Deny", Action: "dynamodb:PutItem", Resource: table("staging") },
  };
  for (const [name, statement] of Object.entries(own)) {
    it(`accepts ${name}`, async () => {
      expect(await findings(statement)).to.deep.equal([]);
    });
  }

  const foreign: Record<string, readonly [statement: object, finding: string]> = {
    "another environment's resource": [
      { Action: ["dynamodb:DescribeTable", "dynamodb:GetItem"], Resource: [table("dev"), table("staging")] },
      `it allows dynamodb:GetItem on ${table("staging")}, which staging has too: name what is of dev`,
    ],
    "a name that fits any environment": [
      { Action: "dynamodb:GetItem", Resource: table("*") },
      `it allows dynamodb:GetItem on ${table("*")}, which staging has too: name what is of dev`,
    ],
    "changes of whatever has an id": [
      { Action: ["ec2:DescribeSecurityGroups", "ec2:DeleteSecurityGroup"], Resource: EVERY_GROUP },
      `it allows ec2:DeleteSecurityGroup on ${EVERY_GROUP} of every environment: name the resources, or add a condition on the tag Environment`,
    ],
    "another environment's tag": [
      {
        Action: "ec2:DeleteSecurityGroup",
        Resource: EVERY_GROUP,
        Condition: { StringEquals: { "aws:ResourceTag/Environment": "staging" } },
      },
      `it allows ec2:DeleteSecurityGroup on ${EVERY_GROUP} of every environment: name the resources, or add a condition on the tag Environment`,
    ],
  };
  for (const [name, [statement, finding]] of Object.entries(foreign)) {
    it(`finds ${name}`, async () => {
      expect(await findings(statement)).to.deep.equal([finding]);
    });
  }
});
