import { expect } from "chai";
import { FunctionRoles } from "../../../components/access/function-roles";
import { permissionsOf, type Statement, trustOf } from "../../support/policies";
import { type ProgramResult, runProgram } from "../../support/pulumi-mocks";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/1";
const TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/hyperion-dev-requests";
const STREAM = `${TABLE}/stream/2026-01-01T00:00:00.000`;
const STATES = "arn:aws:states:eu-west-1:111122223333";
const FUNCTIONS = [
  "trigger",
  "validate",
  "record",
  "handle-error",
  "task-stopped",
  "notify-webhook",
  "reconcile",
];

const DESCRIBE_EXECUTIONS = {
  Sid: "DescribeExecutions",
  Effect: "Allow",
  Action: "states:DescribeExecution",
  Resource: ["deploy", "ws-*-deploy", "cleanup", "ws-*-cleanup"].map(
    (name) => `${STATES}:execution:hyperion-dev-${name}:*`,
  ),
};
const UPDATE_REQUESTS = {
  Sid: "UpdateRequests",
  Effect: "Allow",
  Action: ["dynamodb:GetItem", "dynamodb:UpdateItem"],
  Resource: TABLE,
};
const START_EXECUTIONS = {
  Sid: "StartExecutions",
  Effect: "Allow",
  Action: "states:StartExecution",
  Resource: [`${STATES}:stateMachine:hyperion-dev-deploy`, `${STATES}:stateMachine:hyperion-dev-cleanup`],
};
const keyUse = (access: "read" | "write", ...services: string[]) => ({
  Sid: "UseDataKeyThroughServices",
  Effect: "Allow",
  Action:
    access === "read"
      ? ["kms:Decrypt", "kms:DescribeKey"]
      : [
          "kms:Decrypt",
          "kms:DescribeKey",
          "kms:Encrypt",
          "kms:GenerateDataKey",
          "kms:GenerateDataKeyWithoutPlaintext",
          "kms:ReEncryptFrom",
          "kms:ReEncryptTo",
        ],
  Resource: KEY,
  Condition: {
    StringEquals: { "kms:ViaService": services.map((service) => `${service}.eu-west-1.amazonaws.com`) },
  },
});

describe("FunctionRoles", () => {
  let result: ProgramResult;

  before(async () => {
    result = await runProgram(() => {
      const roles = new FunctionRoles("functions", {
        place: { environment: "dev", accountId: "111122223333", region: "eu-west-1" },
        tableArn: TABLE,
        streamArn: STREAM,
        keyArn: KEY,
      });
      return {
        trigger: roles.triggerRoleArn,
        validate: roles.validateRoleArn,
        record: roles.recordRoleArn,
        "handle-error": roles.handleErrorRoleArn,
        "task-stopped": roles.taskStoppedRoleArn,
        "notify-webhook": roles.notifyWebhookRoleArn,
        reconcile: roles.reconcileRoleArn,
      };
    });
  });

  /** A function's permissions without those that every function has. */
  const work = (role: string): Statement[] =>
    permissionsOf(result.resources, `hyperion-dev-${role}`).filter(
      ({ Sid }) => Sid !== "WriteLogs" && Sid !== "WriteTraces",
    );

  for (const role of FUNCTIONS) {
    it(`lets only Lambda be ${role}, which writes only its own log`, () => {
      const roleName = `hyperion-dev-${role}`;
      expect(result.outputs[role]).to.equal(`arn:aws:iam::111122223333:role/${roleName}`);
      expect(trustOf(result.resources, roleName).map(({ Principal }) => Principal)).to.deep.equal([
        { Service: "lambda.amazonaws.com" },
      ]);
      expect(permissionsOf(result.resources, roleName)).to.deep.include({
        Sid: "WriteLogs",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/${roleName}:log-stream:*`,
      });
    });
  }

  it("lets the trigger read the stream, start executions and fill the dead-letter queue", () => {
    expect(work("trigger")).to.deep.equal([
      {
        Sid: "ReadStream",
        Effect: "Allow",
        Action: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
        Resource: STREAM,
      },
      { Sid: "ListStreams", Effect: "Allow", Action: "dynamodb:ListStreams", Resource: "*" },
      START_EXECUTIONS,
      DESCRIBE_EXECUTIONS,
      {
        Sid: "SendToDeadLetterQueue",
        Effect: "Allow",
        Action: "sqs:SendMessage",
        Resource: "arn:aws:sqs:eu-west-1:111122223333:hyperion-dev-dead-letters",
      },
      keyUse("write", "dynamodb", "sqs"),
    ]);
  });

  it("lets validate only read", () => {
    expect(work("validate")).to.deep.equal([
      { Sid: "ReadRequests", Effect: "Allow", Action: "dynamodb:GetItem", Resource: TABLE },
      keyUse("read", "dynamodb"),
    ]);
  });

  it("lets record write rows and slots, and ask whether their holders still run", () => {
    expect(work("record")).to.deep.equal([
      UPDATE_REQUESTS,
      {
        Sid: "KeepSlots",
        Effect: "Allow",
        Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
        Resource: "arn:aws:dynamodb:eu-west-1:111122223333:table/hyperion-dev-slots",
      },
      DESCRIBE_EXECUTIONS,
      keyUse("write", "dynamodb"),
    ]);
  });

  it("lets handle-error write rows and notify", () => {
    expect(work("handle-error")).to.deep.equal([
      UPDATE_REQUESTS,
      {
        Sid: "Notify",
        Effect: "Allow",
        Action: "sns:Publish",
        Resource: "arn:aws:sns:eu-west-1:111122223333:hyperion-dev-notifications",
      },
      {
        Sid: "TellPrograms",
        Effect: "Allow",
        Action: "events:PutEvents",
        Resource: "arn:aws:events:eu-west-1:111122223333:event-bus/default",
        Condition: { StringEquals: { "events:source": "hyperion-fleet" } },
      },
      keyUse("write", "dynamodb", "sns"),
    ]);
  });

  it("lets reconcile read all rows, put one of its own, and do what trigger and handle-error do", () => {
    expect(work("reconcile")).to.deep.equal([
      { Sid: "ScanRequests", Effect: "Allow", Action: "dynamodb:Scan", Resource: TABLE },
      {
        Sid: "PutCanary",
        Effect: "Allow",
        Action: "dynamodb:PutItem",
        Resource: TABLE,
        Condition: {
          "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["fleet-canary"] },
          Null: { "dynamodb:LeadingKeys": "false" },
        },
      },
      START_EXECUTIONS,
      DESCRIBE_EXECUTIONS,
      ...work("handle-error"),
    ]);
  });

  it("lets notify-webhook take what the topic says, and read one secret", () => {
    expect(work("notify-webhook")).to.deep.equal([
      {
        Sid: "TakeNotices",
        Effect: "Allow",
        Action: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
        Resource: "arn:aws:sqs:eu-west-1:111122223333:hyperion-dev-notices",
      },
      {
        Sid: "ReadChatAddress",
        Effect: "Allow",
        Action: "ssm:GetParameter",
        Resource: "arn:aws:ssm:eu-west-1:111122223333:parameter/hyperion/dev/chat-webhook",
      },
      keyUse("read", "sqs", "ssm"),
    ]);
  });

  it("lets task-stopped fail a waiting step, and nothing else", () => {
    expect(work("task-stopped")).to.deep.equal([
      {
        Sid: "FailWaitingSteps",
        Effect: "Allow",
        Action: "states:SendTaskFailure",
        Resource: [
          `${STATES}:stateMachine:hyperion-dev-deploy`,
          `${STATES}:stateMachine:hyperion-dev-cleanup`,
        ],
      },
    ]);
  });
});
