import { expect } from "chai";
import { readConfig } from "../../base/config";
import { ENVIRONMENTS } from "../../contracts/environment";
import { environmentConfig } from "../support/environment-config";
import { runProgram } from "../support/pulumi-mocks";

const FLEET = { "fleet:owner": "platform", "fleet:costCenter": "42", "base:vpcCidrBlock": "10.0.0.0/16" };

async function read(config: Record<string, unknown>, stack = "dev"): Promise<Record<string, unknown>> {
  let found: object = {};
  await runProgram(
    () => {
      found = readConfig();
    },
    { stack, config },
  );
  return { ...found };
}

async function message(config: Record<string, unknown>): Promise<string> {
  try {
    await read({ ...FLEET, ...config });
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}

describe("readConfig of base", () => {
  it("lets short-lived copies of runtime stand on the base of dev, unless it is told otherwise", async () => {
    const allowed: unknown[] = [];
    for (const environment of ENVIRONMENTS) {
      allowed.push((await read(FLEET, environment)).allowWorkspaces);
    }
    expect(allowed).to.deep.equal([true, false, false]);
    expect(await read({ ...FLEET, "base:allowWorkspaces": "false" })).to.include({ allowWorkspaces: false });
  });

  it("has a default for everything but the network", async () => {
    expect(await read(FLEET, "staging")).to.deep.equal({
      environment: "staging",
      region: "eu-west-1",
      owner: "platform",
      accountId: undefined,
      costCenter: "42",
      tags: {},
      environmentTags: {},
      allowWorkspaces: false,
      protectData: true,
      vpcCidrBlock: "10.0.0.0/16",
      reservedCidrBlocks: [],
      zoneCount: 2,
      natStrategy: "single",
      interfaceEndpoints: [],
      hostSubnetTier: "private",
      flowLogDays: 90,
      zoneName: "staging.hyperion.internal",
      publicZoneName: undefined,
      imageRepositories: ["enclaves/*"],
      runnerImagesKept: 50,
      keyDeletionWindowDays: 30,
    });
  });

  it("gives the environments networks that can be connected", async () => {
    const blocks: Record<string, unknown> = {};
    for (const environment of ENVIRONMENTS) {
      const { vpcCidrBlock, reservedCidrBlocks } = await read(environmentConfig(environment), environment);
      blocks[environment] = vpcCidrBlock;
      expect(reservedCidrBlocks, environment).to.have.length(2);
    }
    expect(blocks).to.deep.equal({ dev: "10.0.0.0/16", staging: "10.10.0.0/16", prod: "10.20.0.0/16" });
  });

  const invalid: Record<string, { readonly config: Record<string, unknown>; readonly message: string }> = {
    "an unknown NAT strategy": {
      config: { "base:natStrategy": "two" },
      message:
        'base:natStrategy is "two": use one of none, single, per-zone; set base:natStrategy in Pulumi.<stack>.yaml',
    },
    "too many zones": {
      config: { "base:zoneCount": 5 },
      message:
        'base:zoneCount is "5": use a whole number from 1 to 4; set base:zoneCount in Pulumi.<stack>.yaml',
    },
    "a retention that CloudWatch Logs does not know": {
      config: { "base:flowLogDays": 10 },
      message:
        'base:flowLogDays is "10": use one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653; set base:flowLogDays in Pulumi.<stack>.yaml',
    },
    "a zone name with a trailing dot": {
      config: { "base:zoneName": "dev.internal." },
      message:
        'base:zoneName is "dev.internal.": use a domain name in lower case without a trailing dot, for example dev.hyperion.internal; set base:zoneName in Pulumi.<stack>.yaml',
    },
    "a network that is too small": {
      config: { "base:vpcCidrBlock": "10.0.0.0/24" },
      message:
        "CIDR block 10.0.0.0/24 is not allowed for a VPC: use a mask from /16 to /22, so that every subnet has at least 11 addresses",
    },
    "a network that overlaps another": {
      config: { "base:reservedCidrBlocks": ["10.0.128.0/17"] },
      message:
        "CIDR block 10.0.0.0/16 overlaps 10.0.128.0/17: networks that may be connected need blocks of their own",
    },
    "isolated hosts that reach nothing": {
      config: { "base:hostSubnetTier": "isolated", "base:interfaceEndpoints": ["ssm", "ec2"] },
      message:
        'base:hostSubnetTier is "isolated", and hosts there cannot reach ecr.api, ecr.dkr, ssmmessages: add them to base:interfaceEndpoints, or set base:hostSubnetTier to private',
    },
    "an endpoint that is none": {
      config: { "base:interfaceEndpoints": ["iam"] },
      message:
        'base:interfaceEndpoints is "[\\"iam\\"]": use a list of different values, each one of autoscaling, ec2, ec2messages, ecr.api, ecr.dkr, kms, logs, ssm, ssmmessages, states, sts; set base:interfaceEndpoints in Pulumi.<stack>.yaml',
    },
    "a pattern for all repositories": {
      config: { "base:imageRepositories": ["*"] },
      message:
        'base:imageRepositories is "[\\"*\\"]": use a list of different values, each a repository\'s name, which may end in *; set base:imageRepositories in Pulumi.<stack>.yaml',
    },
  };
  for (const [title, { config, message: expected }] of Object.entries(invalid)) {
    it(`rejects ${title}`, async () => {
      expect(await message(config)).to.equal(expected);
    });
  }

  it("rejects a key that it does not know", async () => {
    expect(await message({ "base:natStrategie": "none" })).to.equal(
      "base:natStrategie is no key of this project: did you mean base:natStrategy? Rename it, or remove it from Pulumi.<stack>.yaml",
    );
  });

  it("requires the network", async () => {
    expect(await message({ "base:vpcCidrBlock": undefined })).to.equal(
      "base:vpcCidrBlock is not set: use a network, for example 10.0.0.0/16; set base:vpcCidrBlock in Pulumi.<stack>.yaml",
    );
  });
});
