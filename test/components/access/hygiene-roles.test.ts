import { expect } from "chai";
import { HygieneRoles } from "../../../components/access/hygiene-roles";
import { listed, permissionsOf, type Statement, trustOf } from "../../support/policies";
import { type ProgramResult, runProgram } from "../../support/pulumi-mocks";

const ACCOUNT = "111122223333";
const BUCKET = "arn:aws:s3:::hyperion-dev-state";
const TASK = "hyperion-dev-hygiene";
const SCHEDULE = "hyperion-dev-hygiene-schedule";

describe("HygieneRoles", () => {
  let result: ProgramResult;
  before(async () => {
    result = await runProgram(() => {
      const roles = new HygieneRoles("hygiene", {
        place: { environment: "dev", accountId: ACCOUNT, region: "eu-west-1" },
        stateBucketArn: BUCKET,
        stateKeyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/state`,
        taskExecutionRoleArn: `arn:aws:iam::${ACCOUNT}:role/hyperion-dev-task-execution`,
      });
      return { task: roles.hygieneRoleArn, schedule: roles.hygieneScheduleRoleArn };
    });
  });

  const permissions = (role: string) => permissionsOf(result.resources, role);
  function find(role: string, sid: string): Statement | undefined {
    return permissions(role).find(({ Sid }) => Sid === sid);
  }

  it("exports the roles of task and schedule", () => {
    expect(result.outputs).to.deep.equal({
      task: `arn:aws:iam::${ACCOUNT}:role/${TASK}`,
      schedule: `arn:aws:iam::${ACCOUNT}:role/${SCHEDULE}`,
    });
  });

  it("changes nothing but locks and its own files, metrics and data keys", () => {
    const changing = permissions(TASK).filter(({ Action }) =>
      listed(Action).some((action) => !/:(Decrypt|Describe|Get|List|Lookup|Query)/.test(action)),
    );
    expect(changing.map(({ Sid, Action, Resource }) => [Sid, Action, Resource])).to.deep.equal([
      ["ReleaseLocks", "s3:DeleteObject", `${BUCKET}/.pulumi/locks/*`],
      [
        "WriteOwnFiles",
        "s3:PutObject",
        ["leases", "operation-heads", "operations", "reports"].map(
          (folder) => `${BUCKET}/.fleet/${folder}/*`,
        ),
      ],
      [
        "EncryptOwnFiles",
        ["kms:Encrypt", "kms:GenerateDataKey"],
        `arn:aws:kms:eu-west-1:${ACCOUNT}:key/state`,
      ],
      ["PublishMetrics", "cloudwatch:PutMetricData", "*"],
    ]);
    expect(find(TASK, "PublishMetrics")?.Condition).to.deep.equal({
      StringEquals: { "cloudwatch:namespace": "Hyperion/State" },
    });
  });

  it("reads settings of the environment's own resources, and no data in them", () => {
    const actions = permissions(TASK).flatMap(({ Action }) => listed(Action));
    for (const data of ["dynamodb:GetItem", "dynamodb:Scan", "sqs:ReceiveMessage"]) {
      expect(actions).not.to.include(data);
    }
    // The registry says what the state says, which the check reads as well.
    const registry = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/hyperion-dev-registry`;
    const queries = permissions(TASK).filter(({ Action }) => listed(Action).includes("dynamodb:Query"));
    expect(queries.map(({ Resource }) => Resource)).to.deep.equal([[registry, `${registry}/index/*`]]);
    expect(find(TASK, "ReadIam")?.Resource).to.deep.equal([
      `arn:aws:iam::${ACCOUNT}:role/hyperion-dev-*`,
      `arn:aws:iam::${ACCOUNT}:policy/hyperion-dev-*`,
      `arn:aws:iam::${ACCOUNT}:role/hyperion/dev/enclave/*`,
      `arn:aws:iam::${ACCOUNT}:instance-profile/hyperion/dev/enclave/*`,
      `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`,
    ]);
    expect(find(TASK, "ReadS3")?.Resource).to.deep.equal(["arn:aws:s3:::hyperion-dev-*"]);
  });

  it("lets the rule run this task on this cluster, and hand it its two roles", () => {
    expect(permissions(SCHEDULE)).to.deep.equal([
      {
        Sid: "RunHygiene",
        Effect: "Allow",
        Action: "ecs:RunTask",
        Resource: `arn:aws:ecs:eu-west-1:${ACCOUNT}:task-definition/hyperion-dev-hygiene:*`,
        Condition: {
          ArnEquals: { "ecs:cluster": `arn:aws:ecs:eu-west-1:${ACCOUNT}:cluster/hyperion-dev-runner` },
        },
      },
      {
        Sid: "TagHygiene",
        Effect: "Allow",
        Action: "ecs:TagResource",
        Resource: `arn:aws:ecs:eu-west-1:${ACCOUNT}:task/hyperion-dev-runner/*`,
        Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
      },
      {
        Sid: "HandRolesToHygiene",
        Effect: "Allow",
        Action: "iam:PassRole",
        Resource: ["task-execution", "hygiene"].map(
          (name) => `arn:aws:iam::${ACCOUNT}:role/hyperion-dev-${name}`,
        ),
        Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
      },
    ]);
  });

  it("trusts EventBridge for this rule only", () => {
    expect(trustOf(result.resources, SCHEDULE)[0]).to.deep.include({
      Principal: { Service: "events.amazonaws.com" },
      Condition: {
        StringEquals: { "aws:SourceAccount": ACCOUNT },
        ArnLike: { "aws:SourceArn": [`arn:aws:events:eu-west-1:${ACCOUNT}:rule/hyperion-dev-hygiene`] },
      },
    });
  });
});
