import { expect } from "chai";
import { StateKey } from "../../../components/state-backend/state-key";
import { statementsOf } from "../../support/policies";
import { one, runProgram } from "../../support/pulumi-mocks";

const create = (protect?: boolean) =>
  runProgram(() => {
    const key = new StateKey("state-key", {
      accountId: "111122223333",
      alias: "alias/hyperion-dev-state",
      deletionWindowDays: 30,
      protect,
    });
    return { arn: key.keyArn, alias: key.aliasName };
  });

describe("StateKey", () => {
  it("rotates, and is known by its alias", async () => {
    const { resources, outputs } = await create();

    const key = one(resources, "aws:kms/key:Key");
    expect(key.inputs).to.deep.include({ enableKeyRotation: true, deletionWindowInDays: 30 });
    expect(one(resources, "aws:kms/alias:Alias").inputs).to.deep.equal({
      name: "alias/hyperion-dev-state",
      targetKeyId: key.id,
    });
    expect(outputs).to.deep.equal({
      arn: `arn:aws:kms:eu-west-1:111122223333:key/${key.id}`,
      alias: "alias/hyperion-dev-state",
    });
  });

  it("leaves permissions to the account's IAM policies, and lets its alarms publish", async () => {
    const { resources } = await create();

    expect(statementsOf(one(resources, "aws:kms/key:Key").inputs.policy)).to.deep.equal([
      {
        Sid: "IamPoliciesDecide",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111122223333:root" },
        Action: "kms:*",
        Resource: "*",
      },
      {
        Sid: "AlarmsPublish",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "*",
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
      },
    ]);
  });

  it("is protected by default, and can be deleted when it is told so", async () => {
    expect(one((await create()).resources, "aws:kms/key:Key").protect).to.equal(true);
    expect(one((await create(false)).resources, "aws:kms/key:Key").protect).to.equal(false);
  });
});
