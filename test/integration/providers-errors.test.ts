import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import * as aws from "@pulumi/aws";
import * as awsxEc2 from "@pulumi/awsx/ec2";
import * as pulumi from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { expect } from "chai";

import { startTestEmulator, type TestEmulator } from "../support/emulator";
import { startTestEngine, type TestEngine } from "../support/engine";

describe("provider stand-ins", function () {
  this.timeout(300_000);
  let emulator: TestEmulator;
  let engine: TestEngine;

  before(async () => {
    emulator = await startTestEmulator();
    engine = await startTestEngine(emulator.environment);
  });

  after(async () => {
    await engine.close();
    await emulator.stop();
  });

  async function failureOf(name: string, program: PulumiFn, preview = true): Promise<string> {
    const stack = await engine.stack(name, "dev", program);
    const outcome = preview ? stack.preview() : stack.up();
    return outcome.then(
      () => "no failure",
      (error: Error) => error.message,
    );
  }

  it("refuses a type without a stand-in, and names the file to add it to", async () => {
    const failure = await failureOf("unknown-type", async () => {
      new aws.s3.BucketAccelerateConfiguration("fast", { bucket: "any", status: "Enabled" });
    });
    expect(failure).to.include(
      "no stand-in for resource type aws:s3/bucketAccelerateConfiguration:BucketAccelerateConfiguration " +
        "of provider aws: add it to local/providers/aws/s3.ts",
    );
  });

  it("refuses a function without a stand-in", async () => {
    const failure = await failureOf("unknown-function", async () => {
      await aws.ec2.getEips({});
    });
    expect(failure).to.include(
      "no stand-in for function aws:ec2/getEips:getEips of provider aws: add it to local/providers/aws/ec2/",
    );
  });

  it("refuses an input that it does not understand, at any depth", async () => {
    const failure = await failureOf("unknown-input", async () => {
      new aws.s3.BucketLifecycleConfiguration("rules", {
        bucket: "any",
        expectedBucketOwner: "000000000000",
        rules: [{ id: "old", status: "Enabled", filter: { and: { prefix: "a" } } }],
      });
    });
    expect(failure).to.include(
      'unknown input "expectedBucketOwner": the stand-in understands bucket, rules. ' +
        "Remove it, or add it to local/providers/aws/s3.ts",
    );
    expect(failure).to.include('unknown input "rules[0].filter.and": the stand-in understands');
  });

  it("refuses configuration of the provider that it does not understand", async () => {
    const failure = await failureOf("unknown-configuration", async () => {
      new aws.Provider("aws", { region: "eu-west-1", ec2MetadataServiceEndpoint: "http://127.0.0.1" });
    });
    expect(failure).to.include('unknown configuration "ec2MetadataServiceEndpoint" of provider aws');
  });

  it("refuses to work in another account than those that are allowed", async () => {
    const inAccount = (account: string) => async () => {
      const provider = new aws.Provider("aws", { region: "eu-west-1", allowedAccountIds: [account] });
      new aws.sqs.Queue("queue", {}, { provider });
    };
    expect(await failureOf("other-account", inAccount("111122223333"))).to.include(
      "AWS account ID not allowed: 000000000000",
    );
    expect(await failureOf("own-account", inAccount("000000000000"))).to.equal("no failure");
  });

  it("refuses an argument of a component that it does not understand", async () => {
    const failure = await failureOf("unknown-argument", async () => {
      new awsxEc2.Vpc("network", { subnetStrategy: "Auto", vpcEndpointSpecs: [{ serviceName: "s3" }] });
    });
    expect(failure).to.include('awsx:ec2:Vpc "network": unknown input "vpcEndpointSpecs"');
  });

  it("passes on the emulator's refusal with what was being done", async () => {
    const failure = await failureOf(
      "refusal",
      async () => {
        new aws.ec2.Subnet("lost", { vpcId: "vpc-0", cidrBlock: "10.0.0.0/33" });
        new aws.kms.Alias("lost", { name: "alias/lost", targetKeyId: "none" });
      },
      false,
    );
    expect(failure).to.include('creating aws:kms/alias:Alias "lost": NotFoundException:');
  });

  it("previews what is not known yet, and what an update changes", async () => {
    let name = "first";
    const stack = await engine.stack("preview", "dev", async () => {
      const key = new aws.kms.Key("key", { description: name });
      new aws.kms.Alias("alias", { name: `alias/${name}`, targetKeyId: key.keyId });
      return { arn: key.arn };
    });
    const created = await stack.preview();
    expect(created.changeSummary).to.deep.equal({ create: 3 });
    await stack.up();
    name = "second";
    const { stdout, changeSummary } = await stack.preview({ diff: true });
    expect(changeSummary).to.deep.equal({ same: 1, update: 1, replace: 1 });
    expect(stdout).to.match(/~ description: "first" => "second"/);
    await stack.destroy();
  });

  it("keeps secrets secret in the state", async () => {
    const stack = await engine.stack("secrets", "dev", async () => {
      const key = new aws.kms.Key("key", { description: pulumi.secret("hush") });
      return { description: key.description };
    });
    const { outputs } = await stack.up();
    expect(outputs.description).to.deep.equal({ value: "hush", secret: true });
    const { deployment } = await stack.exportStack();
    const key = deployment.resources.find(({ type }: { type: string }) => type === "aws:kms/key:Key");
    expect(key.inputs.description).to.include({ plaintext: '"hush"' });
    expect(key.outputs.description).to.include({ plaintext: '"hush"' });
    await stack.destroy();
  });

  it("imports what exists", async () => {
    const iam = new IAMClient({
      endpoint: emulator.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const assumeRolePolicy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    await iam.send(
      new CreateRoleCommand({ RoleName: "made-by-hand", AssumeRolePolicyDocument: assumeRolePolicy }),
    );
    iam.destroy();
    const stack = await engine.stack("import", "dev", async () => {
      new aws.iam.Role(
        "role",
        { name: "made-by-hand", path: "/", maxSessionDuration: 3600, assumeRolePolicy },
        { import: "made-by-hand" },
      );
    });
    const { summary } = await stack.up();
    expect(summary.resourceChanges).to.deep.equal({ create: 1, import: 1 });
    await stack.destroy();
  });

  it("acts with the credentials that it was started with", async () => {
    const iam = new IAMClient({
      endpoint: emulator.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    await iam.send(new CreateUserCommand({ UserName: "limited" }));
    const policy = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: ["sqs:*", "sts:GetCallerIdentity"], Resource: "*" }],
    };
    await iam.send(
      new PutUserPolicyCommand({
        UserName: "limited",
        PolicyName: "queues",
        PolicyDocument: JSON.stringify(policy),
      }),
    );
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "limited" }));
    iam.destroy();
    const limited = await startTestEngine({
      ...emulator.environment,
      AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? "",
      AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? "",
    });
    const stack = await limited.stack("limited", "dev", async () => {
      new aws.sqs.Queue("allowed", {});
      new aws.kms.Key("denied", {});
    });
    const failure = await stack.up().then(
      () => "no failure",
      (error: Error) => error.message,
    );
    expect(failure).to.match(/creating aws:kms\/key:Key "denied": AccessDenied/);
    expect(failure).not.to.match(/creating aws:sqs/);
    await stack.destroy();
    await limited.close();
  });
});
