import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { RegistryTable } from "../../../components/registry/registry-table";
import { StateEvents } from "../../../components/registry/state-events";
import { StateIndexer } from "../../../components/registry/state-indexer";
import { statement } from "../../support/policies";
import { one, type ProgramResult, runProgram } from "../../support/pulumi-mocks";

const place = { environment: "dev", accountId: "111122223333", region: "eu-west-1" } as const;
const BUCKET_ARN = "arn:aws:s3:::state";
const QUEUE_ARN = "arn:aws:sqs:eu-west-1:111122223333:hyperion-dev-state-events";

describe("registry components", () => {
  let resources: ProgramResult["resources"];
  before(async () => {
    const result = await runProgram(() => {
      const table = new RegistryTable("registry", { tableName: "hyperion-dev-registry", keyArn: "arn:key" });
      const events = new StateEvents("events", {
        place,
        bucketName: "state",
        bucket: "state",
        keyArn: "arn:key",
        batchSeconds: 60,
      });
      new StateIndexer("index", {
        place,
        bucketName: "state",
        bucketArn: BUCKET_ARN,
        tableName: table.tableName,
        tableArn: table.tableArn,
        keyArn: "arn:key",
        lambdaRuntime: "nodejs22.x",
        logRetentionDays: 30,
        events,
        code: new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("code") }),
      });
    });
    resources = result.resources;
  });

  it("keep the table restorable to any second, encrypted and from being deleted", () => {
    const table = one(resources, "aws:dynamodb/table:Table");
    expect(table.protect).to.equal(true);
    expect(table.inputs).to.deep.include({
      hashKey: "pk",
      rangeKey: "sk",
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: "arn:key" },
      deletionProtectionEnabled: true,
    });
    const defined = table.inputs.attributes.map(({ name }: { name: string }) => name);
    const { globalSecondaryIndexes: indexes } = table.inputs;
    const used = indexes.flatMap((index: Record<string, string>) => [index.hashKey, index.rangeKey ?? "pk"]);
    expect(defined).to.have.members([...new Set(["pk", "sk", ...used])]);
  });

  it("take the bucket's changes, and nothing from another bucket or account", () => {
    const { policy } = one(resources, "aws:sqs/queuePolicy:QueuePolicy", "events-policy").inputs;
    expect(statement(policy, "StateBucketSendsEvents")).to.deep.equal({
      Sid: "StateBucketSendsEvents",
      Effect: "Allow",
      Principal: { Service: "s3.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: QUEUE_ARN,
      Condition: {
        ArnEquals: { "aws:SourceArn": BUCKET_ARN },
        StringEquals: { "aws:SourceAccount": "111122223333" },
      },
    });
    const { queues } = one(resources, "aws:s3/bucketNotification:BucketNotification").inputs;
    expect(queues.map(({ filterPrefix }: { filterPrefix: string }) => filterPrefix)).to.deep.equal([
      ".pulumi/stacks/",
      ".pulumi/history/",
      ".pulumi/locks/",
      ".fleet/operations/",
      ".fleet/workspaces/",
    ]);
  });

  it("give up an event after eight tries, to a queue that keeps it for two weeks", () => {
    const { redrivePolicy, visibilityTimeoutSeconds } = one(
      resources,
      "aws:sqs/queue:Queue",
      "events",
    ).inputs;
    expect(JSON.parse(redrivePolicy)).to.deep.equal({
      deadLetterTargetArn: `${QUEUE_ARN}-dead-letters`,
      maxReceiveCount: 8,
    });
    expect(visibilityTimeoutSeconds).to.equal(360);
    const deadLetters = one(resources, "aws:sqs/queue:Queue", "events-dead-letters");
    expect(deadLetters.inputs.messageRetentionSeconds).to.equal(1_209_600);
  });

  it("report single messages that failed, and let the function read state and write the registry only", () => {
    const mapping = one(resources, "aws:lambda/eventSourceMapping:EventSourceMapping").inputs;
    expect(mapping).to.deep.equal({
      eventSourceArn: QUEUE_ARN,
      functionName: "hyperion-dev-index-state",
      batchSize: 10,
      functionResponseTypes: ["ReportBatchItemFailures"],
      scalingConfig: { maximumConcurrency: 4 },
    });
    const { policy } = one(resources, "aws:iam/rolePolicy:RolePolicy").inputs;
    expect(statement(policy, "ReadState").Action).to.equal("s3:GetObject");
    expect(statement(policy, "WriteRegistry").Resource).to.equal(
      "arn:aws:dynamodb:eu-west-1:111122223333:table/hyperion-dev-registry",
    );
    const actions = JSON.parse(policy).Statement.flatMap(
      ({ Action }: { Action: string | string[] }) => Action,
    );
    expect(actions.filter((action: string) => action.startsWith("kms:"))).to.not.be.empty;
    expect(statement(policy, "UseDataKeyThroughServices").Condition).to.deep.equal({
      StringEquals: {
        "kms:ViaService": ["s3", "dynamodb", "sqs"].map((service) => `${service}.eu-west-1.amazonaws.com`),
      },
    });
  });
});
