import { expect } from "chai";
import { DataKey } from "../../components/data-key";
import { statement, statementsOf } from "../support/policies";
import { one, runProgram } from "../support/pulumi-mocks";

const place = { environment: "dev", accountId: "111122223333", region: "eu-west-1" } as const;
const args = { place, alias: "alias/hyperion-dev-data", deletionWindowDays: 30 };

const create = (more: object = {}) =>
  runProgram(() => ({ arn: new DataKey("data-key", { ...args, ...more }).keyArn }));

describe("DataKey", () => {
  it("rotates, has its alias, and is protected by default", async () => {
    const { resources, outputs } = await create();

    const key = one(resources, "aws:kms/key:Key");
    expect(key.inputs).to.deep.include({ enableKeyRotation: true, deletionWindowInDays: 30 });
    expect(key.protect).to.equal(true);
    expect(one(resources, "aws:kms/alias:Alias").inputs).to.deep.equal({
      name: "alias/hyperion-dev-data",
      targetKeyId: key.id,
    });
    expect(outputs.arn).to.equal(`arn:aws:kms:eu-west-1:111122223333:key/${key.id}`);
  });

  it("can be deleted when it is told so", async () => {
    const { resources } = await create({ protect: false });

    expect(one(resources, "aws:kms/key:Key").protect).to.equal(false);
  });

  it("lets the account decide, and services act for this account only", async () => {
    const { resources } = await create();
    const { policy } = one(resources, "aws:kms/key:Key").inputs;

    expect(statementsOf(policy).map(({ Sid, Principal }) => [Sid, Principal])).to.deep.equal([
      ["IamPoliciesDecide", { AWS: "arn:aws:iam::111122223333:root" }],
      ["LogsEncryptOurGroups", { Service: "logs.eu-west-1.amazonaws.com" }],
      [
        "AlarmsAndEventsPublish",
        { Service: ["cloudwatch.amazonaws.com", "events.amazonaws.com", "sns.amazonaws.com"] },
      ],
      ["AutoScalingUsesVolumes", { AWS: "*" }],
      ["AutoScalingAttachesVolumes", { AWS: "*" }],
    ]);
    expect(statement(policy, "LogsEncryptOurGroups").Condition).to.deep.equal({
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": [
          "arn:aws:logs:eu-west-1:111122223333:log-group:/hyperion/dev/*",
          "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/hyperion-dev-*",
          "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/vendedlogs/states/hyperion-dev-*",
          "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/ecs/containerinsights/hyperion-dev-*",
        ],
      },
    });
    expect(statement(policy, "AlarmsAndEventsPublish").Condition).to.deep.equal({
      StringEquals: { "aws:SourceAccount": "111122223333" },
    });
  });

  it("opens to Auto Scaling's own role and nobody else", async () => {
    const { resources } = await create();
    const { policy } = one(resources, "aws:kms/key:Key").inputs;
    const isAutoScaling = {
      StringEquals: { "kms:CallerAccount": "111122223333" },
      ArnEquals: {
        "aws:PrincipalArn":
          "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
      },
    };

    expect(statement(policy, "AutoScalingUsesVolumes").Condition).to.deep.equal(isAutoScaling);
    expect(statement(policy, "AutoScalingAttachesVolumes")).to.deep.include({
      Action: "kms:CreateGrant",
      Condition: { ...isAutoScaling, Bool: { "kms:GrantIsForAWSResource": "true" } },
    });
  });
});
