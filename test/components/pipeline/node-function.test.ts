import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { NodeFunction } from "../../../components/pipeline/node-function";
import { one, runProgram } from "../../support/pulumi-mocks";

const CODE = new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset("code") });

const ARGS = {
  functionName: "hyperion-dev-record",
  description: "Records",
  code: CODE,
  roleArn: "arn:role",
  lambdaRuntime: "nodejs22.x",
  logRetentionDays: 30,
  keyArn: "arn:key",
} as const;

describe("NodeFunction", () => {
  it("is a traced function of 30 seconds and 256 MiB with readable stack traces", async () => {
    const { resources } = await runProgram(() => new NodeFunction("record", ARGS));
    const { code: _code, ...inputs } = one(resources, "aws:lambda/function:Function", "record").inputs;
    expect(inputs).to.deep.equal({
      name: "hyperion-dev-record",
      description: "Records",
      role: "arn:role",
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      timeout: 30,
      memorySize: 256,
      environment: { variables: { NODE_OPTIONS: "--enable-source-maps" } },
      tracingConfig: { mode: "Active" },
      tags: { Name: "hyperion-dev-record" },
    });
  });

  it("has its log group, with key and retention, before Lambda could make one without", async () => {
    const { resources } = await runProgram(() => new NodeFunction("record", ARGS));
    const log = one(resources, "aws:cloudwatch/logGroup:LogGroup", "record-log");
    expect(log.inputs).to.deep.equal({
      name: "/aws/lambda/hyperion-dev-record",
      retentionInDays: 30,
      kmsKeyId: "arn:key",
      tags: { Name: "/aws/lambda/hyperion-dev-record" },
    });
    expect(one(resources, "aws:lambda/function:Function").dependencies).to.include(log.urn);
  });

  it("takes variables, time and memory", async () => {
    const { resources } = await runProgram(
      () =>
        new NodeFunction("record", {
          ...ARGS,
          variables: { TABLE: pulumi.output("requests") },
          timeoutSeconds: 60,
          functionMemoryMib: 512,
        }),
    );
    const { inputs } = one(resources, "aws:lambda/function:Function");
    expect(inputs.environment.variables).to.deep.include({ TABLE: "requests" });
    expect(inputs).to.deep.include({ timeout: 60, memorySize: 512 });
  });
});
