import { expect } from "chai";
import { ENVIRONMENTS } from "../../contracts/environment";
import { readConfig } from "../../runtime/config";
import type { RuntimeConfig } from "../../runtime/config-keys";
import { environmentConfig } from "../support/environment-config";
import { runProgram } from "../support/pulumi-mocks";

const DIGEST = `sha256:${"a".repeat(64)}`;
const REQUIRED = { "fleet:owner": "platform", "fleet:costCenter": "hyperion" };
const WITH_IMAGE = { ...REQUIRED, "runtime:runnerImageDigest": DIGEST };

async function read(config: Readonly<Record<string, unknown>>, stack = "dev"): Promise<RuntimeConfig> {
  let found: RuntimeConfig | undefined;
  await runProgram(
    () => {
      found = readConfig();
    },
    { project: "runtime", stack, config },
  );
  if (!found) {
    throw new Error("the configuration was not read");
  }
  return found;
}

async function refusal(config: Readonly<Record<string, unknown>>): Promise<string> {
  return read({ ...WITH_IMAGE, ...config }).then(
    () => expect.fail("the configuration was accepted"),
    (error: Error) => error.message,
  );
}

describe("readConfig of runtime", () => {
  it("has a default for everything but the runner's image", async () => {
    expect(await read(WITH_IMAGE)).to.deep.equal({
      environment: "dev",
      region: "eu-west-1",
      owner: "platform",
      accountId: undefined,
      costCenter: "hyperion",
      tags: {},
      environmentTags: {},
      baseSource: "reference",
      lookupProjectTag: "hyperion-fleet",
      lookupHostSubnetTier: "private",
      lambdaRuntime: "nodejs22.x",
      imageRegistries: [],
      runnerImageDigest: DIGEST,
      runnerBuild: false,
      runnerCpu: 1024,
      runnerMemoryMib: 2048,
      runnerTimeoutSeconds: 1800,
      runnerHeartbeatSeconds: 120,
      maxConcurrentDeployments: 20,
      maxConcurrentDeploymentsPerOwner: 5,
      maxHostVcpus: undefined,
      maxHostVcpusPerOwner: undefined,
      alternativeHostFamilies: [],
      streamRetryAttempts: 5,
      streamMaximumRecordAgeSeconds: 3600,
      reconcilerMinutes: 5,
      canaryMinutes: undefined,
      canaryImage: undefined,
      logRetentionDays: 365,
      notificationEmails: [],
      chatNotifications: false,
      runbookUrl: undefined,
      functionMemoryMib: 256,
      hygieneSchedule: "cron(17 2 * * ? *)",
    });
  });

  for (const environment of ENVIRONMENTS) {
    it(`reads what is shipped for ${environment}`, async () => {
      const config = await read(environmentConfig(environment), environment);
      expect(config.environment).to.equal(environment);
      expect(config.runnerImageDigest, "is built").to.equal(undefined);
    });
  }

  it("asks for an image or for its building", async () => {
    const message = await read(REQUIRED).catch((error: Error) => error.message);
    expect(message).to.equal(
      "runtime:runnerImageDigest is not set: set it to the digest of an image in base's repository, or set runtime:runnerBuild to true to build one with docker at every change",
    );
    expect((await read({ ...REQUIRED, "runtime:runnerBuild": true })).runnerImageDigest).to.equal(undefined);
  });

  it("takes the given image where one could be built too", async () => {
    expect((await read({ ...WITH_IMAGE, "runtime:runnerBuild": true })).runnerImageDigest).to.equal(DIGEST);
  });

  const refused: readonly (readonly [string, unknown, string])[] = [
    ["baseSource", "guess", 'is "guess": use one of reference, lookup'],
    [
      "lambdaRuntime",
      "python3.12",
      'is "python3.12": use a Node.js runtime of Lambda, for example nodejs22.x',
    ],
    ["runnerImageDigest", "latest", 'is "latest": use sha256: and 64 hexadecimal digits'],
    [
      "imageRegistries",
      ["https://x"],
      "a list of different values, each a registry, for example 111122223333.dkr.ecr.eu-west-1.amazonaws.com",
    ],
    ["runnerCpu", 1000, 'is "1000": use one of 512, 1024, 2048, 4096'],
    [
      "runnerMemoryMib",
      1024,
      "is 1024: with runtime:runnerCpu 1024 Fargate allows multiples of 1024 from 2048 to 8192",
    ],
    [
      "runnerMemoryMib",
      3000,
      "is 3000: with runtime:runnerCpu 1024 Fargate allows multiples of 1024 from 2048 to 8192",
    ],
    ["runnerTimeoutSeconds", 10, 'is "10": use a whole number from 60 to 14400'],
    ["streamRetryAttempts", -1, 'is "-1": use a whole number from 0 to 100'],
    ["canaryMinutes", 29, 'is "29": use a whole number from 30 to 1440'],
    [
      "canaryImage",
      "registry/canary:latest",
      'is "registry/canary:latest": use an image by digest, <registry>/<repository>@sha256:<64 hexadecimal digits>',
    ],
    ["logRetentionDays", 2, 'is "2": use one of 1, 3, 5'],
    [
      "notificationEmails",
      ["nobody"],
      'is "[\\"nobody\\"]": use a list of different values, each an e-mail address',
    ],
    [
      "runbookUrl",
      "http://example.com/runbook.md",
      'is "http://example.com/runbook.md": use an address that begins with https://, without #',
    ],
    [
      "hygieneSchedule",
      "rate(1 days)",
      'is "rate(1 days)": use a schedule, for example cron(17 2 * * ? *) or rate(1 day)',
    ],
    [
      "hygieneSchedule",
      "cron(0 2 * * *)",
      'is "cron(0 2 * * *)": use a schedule, for example cron(17 2 * * ? *) or rate(1 day)',
    ],
    ["colour", "red", "is no key of this project: use runtime:alternativeHostFamilies"],
  ];
  for (const [key, value, message] of refused) {
    it(`refuses ${key} ${JSON.stringify(value)}`, async () => {
      const found = await refusal({ [`runtime:${key}`]: value });
      expect(found).to.satisfy((text: string) => text.startsWith(`runtime:${key} `));
      expect(found).to.include(message);
    });
  }

  it("refuses half a canary, and one that has no time", async () => {
    const [canaryMinutes, canaryImage] = [
      { "runtime:canaryMinutes": 60 },
      { "runtime:canaryImage": `x@${DIGEST}` },
    ];
    expect(await refusal(canaryMinutes)).to.equal(
      "runtime:canaryImage is not set, and runtime:canaryMinutes is: set both, or none for no canary",
    );
    expect(await refusal(canaryImage)).to.equal(
      "runtime:canaryMinutes is not set, and runtime:canaryImage is: set both, or none for no canary",
    );
    const both = { ...WITH_IMAGE, ...canaryMinutes, ...canaryImage };
    expect(await refusal({ ...both, "runtime:reconcilerMinutes": 21 })).to.equal(
      "runtime:canaryMinutes is 60: a canary takes 3 runs of the reconciler, so it must be at least 3 times runtime:reconcilerMinutes, which is 21",
    );
    expect(await read({ ...both, "runtime:reconcilerMinutes": 20 })).to.include({ canaryMinutes: 60 });
  });

  it("refuses a heartbeat that is not below the time limit", async () => {
    expect(
      await refusal({ "runtime:runnerTimeoutSeconds": 60, "runtime:runnerHeartbeatSeconds": 60 }),
    ).to.equal(
      "runtime:runnerHeartbeatSeconds is 60: it must be below runtime:runnerTimeoutSeconds, which is 60",
    );
  });
});
