import { expect } from "chai";
import { RunnerRoles, type RunnerRolesArgs } from "../../../components/access/runner-roles";
import { listed, permissionsOf, type Statement, trustOf } from "../../support/policies";
import { type ProgramResult, runProgram } from "../../support/pulumi-mocks";

const ACCOUNT = "111122223333";
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/hyperion-dev-boundary`;
const HOST_POLICY = `arn:aws:iam::${ACCOUNT}:policy/hyperion-dev-host`;
const ROLES = `arn:aws:iam::${ACCOUNT}:role/hyperion/dev/enclave/*`;
const ec2 = (resource: string) => `arn:aws:ec2:eu-west-1:${ACCOUNT}:${resource}`;

const args: RunnerRolesArgs = {
  place: { environment: "dev", accountId: ACCOUNT, region: "eu-west-1" },
  tableArn: `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/hyperion-dev-requests`,
  keyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/data`,
  repositoryArn: `arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/hyperion-dev-runner`,
  stateBucketArn: "arn:aws:s3:::hyperion-dev-state",
  stateKeyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/state`,
  vpcId: "vpc-1",
  hostSubnetIds: ["subnet-a", "subnet-b"],
  zoneId: "Z1",
  zoneName: "dev.hyperion.internal",
  boundaryArn: BOUNDARY,
  hostPolicyArn: HOST_POLICY,
};

describe("RunnerRoles", () => {
  let result: ProgramResult;

  before(async () => {
    result = await runProgram(() => {
      const roles = new RunnerRoles("runner", args);
      return {
        stateMachine: roles.stateMachineRoleArn,
        taskExecution: roles.taskExecutionRoleArn,
        runner: roles.runnerRoleArn,
      };
    });
  });

  const permissions = (role: string) => permissionsOf(result.resources, `hyperion-dev-${role}`);
  function find(role: string, sid: string): Statement {
    const found = permissions(role).find(({ Sid }) => Sid === sid);
    if (found === undefined) {
      throw new Error(`${role} has no statement ${sid}`);
    }
    return found;
  }
  const allowed = (role: string) => permissions(role).filter(({ Effect }) => Effect === "Allow");

  it("exports the roles that state machines and tasks get", () => {
    expect(result.outputs).to.deep.equal({
      stateMachine: `arn:aws:iam::${ACCOUNT}:role/hyperion-dev-state-machine`,
      taskExecution: `arn:aws:iam::${ACCOUNT}:role/hyperion-dev-task-execution`,
      runner: `arn:aws:iam::${ACCOUNT}:role/hyperion-dev-runner`,
    });
  });

  it("trusts services only for this account's own machines and tasks", () => {
    const [machine] = trustOf(result.resources, "hyperion-dev-state-machine");
    expect(machine).to.deep.include({
      Principal: { Service: "states.amazonaws.com" },
      Condition: {
        StringEquals: { "aws:SourceAccount": ACCOUNT },
        ArnLike: {
          "aws:SourceArn": ["deploy", "cleanup"].map(
            (name) => `arn:aws:states:eu-west-1:${ACCOUNT}:stateMachine:hyperion-dev-${name}`,
          ),
        },
      },
    });
    for (const role of ["runner", "task-execution"]) {
      expect(trustOf(result.resources, `hyperion-dev-${role}`)[0]).to.deep.include({
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Condition: {
          StringEquals: { "aws:SourceAccount": ACCOUNT },
          ArnLike: { "aws:SourceArn": [`arn:aws:ecs:eu-west-1:${ACCOUNT}:*`] },
        },
      });
    }
  });

  describe("state machine", () => {
    it("invokes its three functions only", () => {
      expect(find("state-machine", "InvokeFunctions").Resource).to.deep.equal(
        ["validate", "record", "handle-error"].map(
          (name) => `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:hyperion-dev-${name}`,
        ),
      );
    });

    it("runs the runner's tasks on the runner's cluster only", () => {
      expect(find("state-machine", "RunRunner")).to.deep.include({
        Action: "ecs:RunTask",
        Resource: `arn:aws:ecs:eu-west-1:${ACCOUNT}:task-definition/hyperion-dev-runner:*`,
        Condition: {
          ArnLike: { "ecs:cluster": `arn:aws:ecs:eu-west-1:${ACCOUNT}:cluster/hyperion-dev-runner` },
        },
      });
    });

    it("hands exactly the task's two roles to ECS and to no other service", () => {
      expect(find("state-machine", "HandRolesToRunner")).to.deep.include({
        Action: "iam:PassRole",
        Resource: ["task-execution", "runner"].map(
          (name) => `arn:aws:iam::${ACCOUNT}:role/hyperion-dev-${name}`,
        ),
        Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
      });
    });
  });

  it("lets ECS pull the runner's image and write its tasks' logs only", () => {
    expect(find("task-execution", "PullImages").Resource).to.equal(args.repositoryArn);
    expect(find("task-execution", "WriteLogs").Resource).to.deep.equal(
      ["runner", "hygiene"].map(
        (group) => `arn:aws:logs:eu-west-1:${ACCOUNT}:log-group:/hyperion/dev/${group}:log-stream:*`,
      ),
    );
  });

  describe("runner", () => {
    it("reads requests, and writes none", () => {
      const table = allowed("runner").filter(({ Resource }) =>
        listed(Resource).includes(String(args.tableArn)),
      );
      expect(table.map(({ Action }) => Action)).to.deep.equal(["dynamodb:GetItem"]);
    });

    it("answers the environment's state machines", () => {
      expect(find("runner", "AnswerStateMachines")).to.deep.include({
        Action: ["states:SendTaskFailure", "states:SendTaskHeartbeat", "states:SendTaskSuccess"],
        Resource: ["deploy", "cleanup"].map(
          (name) => `arn:aws:states:eu-west-1:${ACCOUNT}:stateMachine:hyperion-dev-${name}`,
        ),
      });
    });

    it("writes the state of project enclave, and of no other", () => {
      expect(find("runner", "WriteState").Resource).to.deep.equal(
        ["stacks", "history", "backups", "locks/organization"].map(
          (folder) => `arn:aws:s3:::hyperion-dev-state/.pulumi/${folder}/enclave/*`,
        ),
      );
    });

    it("takes the leases of project enclave, and sees which of the cluster's tasks live", () => {
      expect(find("runner", "TakeLeases")).to.deep.include({
        Action: ["s3:GetObject", "s3:PutObject"],
        Resource: "arn:aws:s3:::hyperion-dev-state/.fleet/leases/enclave/*",
      });
      expect(find("runner", "DescribeRunners")).to.deep.include({
        Action: "ecs:DescribeTasks",
        Resource: `arn:aws:ecs:eu-west-1:${ACCOUNT}:task/hyperion-dev-runner/*`,
        Condition: {
          ArnLike: { "ecs:cluster": `arn:aws:ecs:eu-west-1:${ACCOUNT}:cluster/hyperion-dev-runner` },
        },
      });
    });

    it("publishes metrics in the state's namespace only", () => {
      expect(find("runner", "PublishMetrics")).to.deep.include({
        Action: "cloudwatch:PutMetricData",
        Condition: { StringEquals: { "cloudwatch:namespace": "Hyperion/State" } },
      });
    });

    it("makes roles below one path and only with the boundary", () => {
      expect(find("runner", "CreateBoundedRoles")).to.deep.include({
        Action: ["iam:CreateRole", "iam:PutRolePermissionsBoundary"],
        Resource: ROLES,
        Condition: { StringEquals: { "iam:PermissionsBoundary": BOUNDARY } },
      });
      expect(find("runner", "GiveBoundedRolesPolicies")).to.deep.include({
        Resource: ROLES,
        Condition: { StringEquals: { "iam:PermissionsBoundary": BOUNDARY } },
      });
      expect(find("runner", "AttachHostPolicy")).to.deep.include({
        Resource: ROLES,
        Condition: {
          StringEquals: { "iam:PermissionsBoundary": BOUNDARY },
          ArnEquals: { "iam:PolicyARN": HOST_POLICY },
        },
      });
    });

    it("cannot remove or replace a boundary, nor edit what it says", () => {
      const denied = permissions("runner").filter(({ Effect }) => Effect === "Deny");
      expect(denied).to.deep.equal([
        {
          Sid: "NeverRemoveBoundary",
          Effect: "Deny",
          Action: ["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"],
          Resource: "*",
        },
        {
          Sid: "NeverSetOtherBoundary",
          Effect: "Deny",
          Action: ["iam:CreateRole", "iam:PutRolePermissionsBoundary"],
          Resource: "*",
          Condition: { StringNotEquals: { "iam:PermissionsBoundary": BOUNDARY } },
        },
        {
          Sid: "NeverEditLimits",
          Effect: "Deny",
          Action: [
            "iam:CreatePolicyVersion",
            "iam:DeletePolicy",
            "iam:DeletePolicyVersion",
            "iam:SetDefaultPolicyVersion",
          ],
          Resource: [BOUNDARY, HOST_POLICY],
        },
      ]);
    });

    it("has IAM permissions on roles and profiles of hosts only", () => {
      const iam = allowed("runner").filter(({ Action }) =>
        listed(Action).some((name) => name.startsWith("iam:")),
      );
      expect(new Set(iam.flatMap(({ Resource }) => listed(Resource)))).to.deep.equal(
        new Set([
          ROLES,
          `arn:aws:iam::${ACCOUNT}:instance-profile/hyperion/dev/enclave/*`,
          `arn:aws:iam::${ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
        ]),
      );
    });

    it("hands roles to EC2 only", () => {
      expect(find("runner", "HandRolesToHosts")).to.deep.include({
        Action: "iam:PassRole",
        Resource: ROLES,
        Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
      });
    });

    it("creates in the environment's VPC and host subnets, tagged, and changes only what is so tagged", () => {
      expect(find("runner", "CreateInOurNetwork").Resource).to.deep.equal(
        ["vpc/vpc-1", "subnet/subnet-a", "subnet/subnet-b"].map(ec2),
      );
      expect(find("runner", "CreateTagged").Condition).to.deep.equal({
        StringEquals: { "aws:RequestTag/Environment": "dev", "aws:RequestTag/Scope": "enclave" },
      });
      expect(find("runner", "ChangeOwn")).to.deep.include({
        Resource: ["launch-template/*", "network-interface/*", "security-group/*"].map(ec2),
        Condition: {
          StringEquals: { "aws:ResourceTag/Environment": "dev", "aws:ResourceTag/Scope": "enclave" },
        },
      });
    });

    it("makes and changes groups of the environment's enclaves only, and launches by its own templates", () => {
      const requested = {
        "aws:RequestTag/Environment": "dev",
        "aws:RequestTag/Scope": "enclave",
      };
      const owned = {
        StringEquals: { "aws:ResourceTag/Environment": "dev", "aws:ResourceTag/Scope": "enclave" },
      };
      const groups = `arn:aws:autoscaling:eu-west-1:${ACCOUNT}:autoScalingGroup:*:autoScalingGroupName/*`;
      expect(find("runner", "CreateGroups")).to.deep.include({
        Action: "autoscaling:CreateAutoScalingGroup",
        Resource: groups,
        Condition: { StringEquals: requested },
      });
      expect(find("runner", "ChangeGroups")).to.deep.include({ Resource: groups, Condition: owned });
      expect(find("runner", "LaunchByTemplate")).to.deep.include({
        Resource: [
          ...["instance/*", "network-interface/*", "security-group/*", "volume/*"].map(ec2),
          "arn:aws:ec2:eu-west-1::image/*",
        ],
        Condition: { ArnLike: { "ec2:LaunchTemplate": ec2("launch-template/*") } },
      });
      expect(find("runner", "LaunchByOwnTemplate")).to.deep.include({
        Action: "ec2:RunInstances",
        Resource: ec2("launch-template/*"),
        Condition: owned,
      });
      expect(find("runner", "TagWhileCreating")).to.deep.include({
        Action: "ec2:CreateTags",
        Resource: [
          "launch-template/*",
          "network-interface/*",
          "security-group/*",
          "instance/*",
          "volume/*",
        ].map(ec2),
        Condition: {
          StringEquals: {
            ...requested,
            "ec2:CreateAction": [
              "CreateLaunchTemplate",
              "CreateNetworkInterface",
              "CreateSecurityGroup",
              "RunInstances",
            ],
          },
        },
      });
      expect(find("runner", "DetachFromHosts")).to.deep.include({
        Resource: ec2("instance/*"),
        Condition: owned,
      });
    });

    it("changes addresses in the environment's zone only", () => {
      expect(find("runner", "ChangeAddressesInZone")).to.deep.include({
        Resource: "arn:aws:route53:::hostedzone/Z1",
        Condition: {
          "ForAllValues:StringEquals": { "route53:ChangeResourceRecordSetsRecordTypes": "A" },
          "ForAllValues:StringLike": {
            "route53:ChangeResourceRecordSetsNormalizedRecordNames": "*.dev.hyperion.internal",
          },
        },
      });
    });
  });
});
