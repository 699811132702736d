import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  DeleteSubnetCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { CreateClusterCommand, DescribeTasksCommand, ECSClient } from "@aws-sdk/client-ecs";
import {
  AttachRolePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { ChangeResourceRecordSetsCommand, Route53Client } from "@aws-sdk/client-route-53";
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  CreateStateMachineCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { baseNames } from "../../contracts/base-names";

import { runtimeNames } from "../../contracts/runtime-names";
import { STATE_METRIC_NAMESPACE } from "../../contracts/state-metrics";

import program = require("../../enclave/index");

import { TaskCredentials } from "../../local/tasks/task-credentials";
import { enclaveEnvironment } from "../../runtime/enclave-environment";
import { type DeployedBase, deployStateAndBase } from "../support/deployed-base";
import { startTestEngine, type TestEngine } from "../support/engine";
import { deployedRequest } from "../support/request-fixture";

const { enclaveRolePath } = baseNames("dev");
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } },
});
const EVERYTHING = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "*", Resource: "*" },
});
describe("the runner's role, as base makes it", function () {
  this.timeout(600_000);
  let base: DeployedBase;
  let variables: Record<string, string>;
  let credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  let ec2: EC2Client;
  let ecs: ECSClient;
  let iam: IAMClient;
  let s3: S3Client;
  let dynamodb: DynamoDBClient;
  let route53: Route53Client;

  before(async () => {
    base = await deployStateAndBase("dev");
    const roles = new TaskCredentials(base.client);
    const given = await roles.of(
      base.outputs.runnerRoleArn,
      "arn:aws:ecs:eu-west-1:000000000000:task/hyperion-dev-runner/0123",
    );
    roles.close();
    variables = { ...base.environment, ...given };
    credentials = {
      accessKeyId: given.AWS_ACCESS_KEY_ID,
      secretAccessKey: given.AWS_SECRET_ACCESS_KEY,
      sessionToken: given.AWS_SESSION_TOKEN,
    };
    const client = { ...base.client, credentials };
    ec2 = new EC2Client(client);
    ecs = new ECSClient(client);
    iam = new IAMClient(client);
    s3 = new S3Client({ ...client, forcePathStyle: true });
    dynamodb = new DynamoDBClient(client);
    route53 = new Route53Client(client);
  });
  after(async () => {
    for (const client of [ec2, ecs, iam, s3, dynamodb, route53]) {
      client?.destroy();
    }
    await base?.stop();
  });

  /** Whether AWS refused for want of a permission; any other failure is the test's. */
  async function isDenied(call: Promise<unknown>): Promise<boolean> {
    try {
      await call;
      return false;
    } catch (error) {
      const { name } = error as Error;
      if (!["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"].includes(name)) {
        throw error;
      }
      return true;
    }
  }

  it("deploys, reads, and destroys an enclave", async () => {
    const engine: TestEngine = await startTestEngine(variables);
    try {
      const stack = await engine.stack("enclave", "vault", program);
      const environment = enclaveEnvironment(
        { environment: "dev", region: "eu-west-1", costCenter: "42", environmentTags: { Unit: "vault" } },
        base.outputs,
      );
      await stack.setAllConfig({
        "aws:region": { value: "eu-west-1" },
        "enclave:environment": { value: JSON.stringify(environment) },
        "enclave:request": { value: JSON.stringify(deployedRequest()) },
      });
      expect((await stack.up()).outputs.dnsName?.value).to.equal("vault.dev.hyperion.internal");
      const seen = await stack.preview({ refresh: true });
      expect(Object.keys(seen.changeSummary), seen.stdout).to.deep.equal(["same"]);
      await stack.refresh({ expectNoChanges: true });
      await stack.destroy();
    } finally {
      await engine.close();
    }
  });

  it("publishes the metrics of its runs, and no others", async () => {
    const cloudwatch = new CloudWatchClient({ ...base.client, credentials });
    const publish = (Namespace: string) =>
      isDenied(
        cloudwatch.send(
          new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: "Operations", Value: 1 }] }),
        ),
      );
    expect(await publish(STATE_METRIC_NAMESPACE), "ours").to.equal(false);
    expect(await publish("Elsewhere"), "others'").to.equal(true);
    cloudwatch.destroy();
  });

  it("makes no role without the boundary, elsewhere, or under another boundary", async () => {
    const role = { RoleName: "escape", AssumeRolePolicyDocument: TRUST, Path: enclaveRolePath };
    const { boundaryArn, hostPolicyArn } = base.outputs;
    const create = (more: object) => isDenied(iam.send(new CreateRoleCommand({ ...role, ...more })));

    expect(await create({}), "without").to.equal(true);
    expect(await create({ PermissionsBoundary: hostPolicyArn }), "another").to.equal(true);
    expect(await create({ PermissionsBoundary: boundaryArn, Path: "/" }), "elsewhere").to.equal(true);
    expect(
      await create({ PermissionsBoundary: boundaryArn, Path: "/hyperion/prod/enclave/" }),
      "another environment",
    ).to.equal(true);
  });

  it("cannot loosen a boundary, nor give a role more than the host policy", async () => {
    const RoleName = "bounded";
    const { boundaryArn } = base.outputs;
    await iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: TRUST,
        Path: enclaveRolePath,
        PermissionsBoundary: boundaryArn,
      }),
    );

    expect(await isDenied(iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName })))).to.equal(true);
    expect(
      await isDenied(
        iam.send(
          new CreatePolicyVersionCommand({
            PolicyArn: boundaryArn,
            PolicyDocument: EVERYTHING,
            SetAsDefault: true,
          }),
        ),
      ),
    ).to.equal(true);
    expect(
      await isDenied(
        iam.send(
          new AttachRolePolicyCommand({ RoleName, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }),
        ),
      ),
    ).to.equal(true);
    await iam.send(new DeleteRoleCommand({ RoleName }));
  });

  it("cannot give itself or another of base's roles a policy", async () => {
    const names = baseNames("dev");
    for (const RoleName of [names.runnerRole, names.recordRole]) {
      expect(
        await isDenied(
          iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "more", PolicyDocument: EVERYTHING })),
        ),
        RoleName,
      ).to.equal(true);
    }
  });

  it("touches no network of base's, and creates nothing untagged or outside the host subnets", async () => {
    const { hostSecurityGroupId, hostSubnetIds, publicSubnetIds, vpcId } = base.outputs;
    const [hostSubnet, publicSubnet] = [hostSubnetIds[0], publicSubnetIds[0]];
    const tags = (type: "network-interface") => [
      {
        ResourceType: type,
        Tags: [
          { Key: "Environment", Value: "dev" },
          { Key: "Scope", Value: "enclave" },
        ],
      },
    ];

    expect(await isDenied(ec2.send(new DeleteSubnetCommand({ SubnetId: hostSubnet })))).to.equal(true);
    expect(
      await isDenied(
        ec2.send(
          new AuthorizeSecurityGroupIngressCommand({
            GroupId: hostSecurityGroupId,
            IpProtocol: "tcp",
            FromPort: 22,
            ToPort: 22,
            CidrIp: "0.0.0.0/0",
          }),
        ),
      ),
    ).to.equal(true);
    expect(
      await isDenied(
        ec2.send(new CreateSecurityGroupCommand({ GroupName: "untagged", Description: "x", VpcId: vpcId })),
      ),
    ).to.equal(true);
    expect(
      await isDenied(
        ec2.send(
          new CreateNetworkInterfaceCommand({
            SubnetId: publicSubnet,
            TagSpecifications: tags("network-interface"),
          }),
        ),
      ),
    ).to.equal(true);
  });

  it("reads requests but writes none", async () => {
    const TableName = base.outputs.requestTableName;
    await dynamodb.send(new GetItemCommand({ TableName, Key: { id: { S: "vault" } } }));

    expect(
      await isDenied(dynamodb.send(new PutItemCommand({ TableName, Item: { id: { S: "vault" } } }))),
    ).to.equal(true);
  });

  it("writes the state of project enclave only", async () => {
    const Bucket = base.outputs.stateBucketName;
    const put = (Key: string) => isDenied(s3.send(new PutObjectCommand({ Bucket, Key, Body: "{}" })));

    expect(await put(".pulumi/stacks/enclave/vault.json")).to.equal(false);
    expect(await put(".pulumi/locks/organization/enclave/vault/1.json")).to.equal(false);
    expect(await put(".pulumi/stacks/base/dev.json")).to.equal(true);
    expect(await put(".pulumi/stacks/fleet-state/dev.json")).to.equal(true);
    expect(await put(".pulumi/meta.yaml")).to.equal(true);
    expect(
      await isDenied(s3.send(new GetObjectCommand({ Bucket, Key: ".pulumi/stacks/base/dev.json" }))),
    ).to.equal(true);
  });

  it("takes the leases of project enclave only, and deletes none", async () => {
    const Bucket = base.outputs.stateBucketName;
    const put = (Key: string) => isDenied(s3.send(new PutObjectCommand({ Bucket, Key, Body: "{}" })));
    const Key = ".fleet/leases/enclave/vault.json";

    expect(await put(Key)).to.equal(false);
    expect(await isDenied(s3.send(new GetObjectCommand({ Bucket, Key })))).to.equal(false);
    expect(await isDenied(s3.send(new DeleteObjectCommand({ Bucket, Key })))).to.equal(true);
    expect(await put(".fleet/leases/base/dev.json")).to.equal(true);
  });

  it("sees the tasks of the runner's cluster only", async () => {
    const root = new ECSClient(base.client);
    const { cluster } = runtimeNames("dev");
    for (const clusterName of [cluster, "other"]) {
      await root.send(new CreateClusterCommand({ clusterName }));
    }
    root.destroy();
    const tasks = ["0123456789abcdef0123456789abcdef"];

    expect(await isDenied(ecs.send(new DescribeTasksCommand({ cluster, tasks })))).to.equal(false);
    expect(await isDenied(ecs.send(new DescribeTasksCommand({ cluster: "other", tasks })))).to.equal(true);
  });

  it("answers the environment's state machines only", async () => {
    const sfn = new SFNClient({ ...base.client, credentials });
    const answer = async (name: string) => {
      const taskToken = await waitingToken(base, name);
      return isDenied(sfn.send(new SendTaskSuccessCommand({ taskToken, output: "{}" })));
    };

    expect(await answer(runtimeNames("dev").deployStateMachine)).to.equal(false);
    expect(await answer("somebody-elses")).to.equal(true);
    sfn.destroy();
  });

  it("changes no record of another zone", async () => {
    expect(
      await isDenied(
        route53.send(
          new ChangeResourceRecordSetsCommand({
            HostedZoneId: "Z0000000000000",
            ChangeBatch: {
              Changes: [
                {
                  Action: "UPSERT",
                  ResourceRecordSet: {
                    Name: "example.com",
                    Type: "A",
                    TTL: 60,
                    ResourceRecords: [{ Value: "10.0.0.1" }],
                  },
                },
              ],
            },
          }),
        ),
      ),
    ).to.equal(true);
  });
});

/** The token of a step of a new state machine of that name, which waits for its answer. */
async function waitingToken({ client, outputs }: DeployedBase, name: string): Promise<string> {
  const [sfn, sqs] = [new SFNClient(client), new SQSClient(client)];
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name,
      roleArn: outputs.stateMachineRoleArn,
      definition: JSON.stringify({
        StartAt: "Wait",
        States: {
          Wait: {
            Type: "Task",
            Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            Parameters: { QueueUrl, "MessageBody.$": "$$.Task.Token" },
            TimeoutSeconds: 60,
            End: true,
          },
        },
      }),
    }),
  );
  await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  const { Messages: [message] = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }),
  );
  sfn.destroy();
  sqs.destroy();
  if (message?.Body === undefined) {
    throw new Error(`no token of ${name} came within 10 s`);
  }
  return message.Body;
}
