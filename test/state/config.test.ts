import { expect } from "chai";
import { readConfig } from "../../state/config";
import { runProgram } from "../support/pulumi-mocks";

const FLEET = { "fleet:owner": "platform", "fleet:costCenter": "42" };

const read = async (config: Record<string, unknown>, stack = "dev") =>
  (await runProgram(() => ({ ...readConfig() }), { stack, config: { ...FLEET, ...config } })).outputs;

async function message(config: Record<string, unknown>): Promise<string> {
  try {
    await read(config);
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}

describe("readConfig of state", () => {
  it("protects and keeps by default", async () => {
    expect(await read({})).to.deep.equal({
      environment: "dev",
      region: "eu-west-1",
      owner: "platform",
      accountId: undefined,
      costCenter: "42",
      tags: {},
      environmentTags: {},
      protectData: true,
      noncurrentVersionDays: 90,
      accessLogDays: 365,
      auditTrail: true,
      auditLogDays: 90,
      githubRepository: undefined,
      githubTokenProvider: true,
      keyDeletionWindowDays: 30,
      lambdaRuntime: "nodejs22.x",
      logRetentionDays: 30,
      notificationEmails: [],
      registryPhase: "registry-first",
      bucketSizeLimitMib: 5120,
      versionLimit: 100_000,
    });
  });

  it("reads every key", async () => {
    expect(
      await read({
        "state:protectData": false,
        "state:noncurrentVersionDays": 30,
        "state:accessLogDays": 90,
        "state:auditTrail": false,
        "state:auditLogDays": 30,
        "state:keyDeletionWindowDays": 7,
        "state:lambdaRuntime": "nodejs24.x",
        "state:logRetentionDays": 14,
        "state:notificationEmails": ["ops@example.com"],
        "state:bucketSizeLimitMib": 100,
        "state:versionLimit": 5000,
      }),
    ).to.deep.include({
      protectData: false,
      noncurrentVersionDays: 30,
      accessLogDays: 90,
      auditTrail: false,
      auditLogDays: 30,
      keyDeletionWindowDays: 7,
      lambdaRuntime: "nodejs24.x",
      logRetentionDays: 14,
      notificationEmails: ["ops@example.com"],
      bucketSizeLimitMib: 100,
      versionLimit: 5000,
    });
  });

  it("rejects what it does not know or cannot use", async () => {
    expect(await message({ "state:keyDeletionWindowDays": 3 })).to.equal(
      'state:keyDeletionWindowDays is "3": use a whole number from 7 to 30; set state:keyDeletionWindowDays in Pulumi.<stack>.yaml',
    );
    expect(await message({ "state:protect": false })).to.equal(
      "state:protect is no key of this project: did you mean state:protectData? Rename it, or remove it from Pulumi.<stack>.yaml",
    );
  });
});
