import * as aws from "@pulumi/aws";
import { Vpc } from "@pulumi/awsx/ec2";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { all, one, runProgram } from "./pulumi-mocks";

class Pair extends pulumi.ComponentResource {
  constructor(name: string, options?: pulumi.ComponentResourceOptions) {
    super("fleet:test:Pair", name, {}, options);
    const bucket = new aws.s3.Bucket(name, {}, { parent: this, protect: true });
    new aws.s3.BucketPolicy(
      `${name}-policy`,
      { bucket: bucket.id, policy: pulumi.jsonStringify({ for: bucket.arn }) },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

async function failure(program: () => unknown): Promise<string> {
  try {
    await runProgram(program);
  } catch (error) {
    return (error as Error).message;
  }
  return "no error";
}

describe("runProgram", () => {
  it("records resources with resolved inputs, parents and protection", async () => {
    const { resources } = await runProgram(() => {
      new Pair("pair");
    });

    const parent = one(resources, "fleet:test:Pair");
    const bucket = one(resources, "aws:s3/bucket:Bucket", "pair");
    const policy = one(resources, "aws:s3/bucketPolicy:BucketPolicy");
    expect(bucket).to.include({ protect: true, parent: parent.urn });
    expect(policy).to.include({ protect: false });
    expect(policy.inputs).to.deep.equal({
      bucket: bucket.id,
      policy: JSON.stringify({ for: `arn:aws:s3:::${bucket.id}` }),
    });
    expect(policy.dependencies).to.deep.equal([bucket.urn]);
    expect(policy.propertyDependencies).to.deep.include({ bucket: [bucket.urn] });
  });

  it("gives a resource the URN that the engine gives it, with the types of all ancestors", async () => {
    class Nest extends pulumi.ComponentResource {
      constructor(name: string) {
        super("fleet:test:Nest", name);
        new Pair(name, { parent: this });
        this.registerOutputs({});
      }
    }
    const { resources } = await runProgram(() => {
      new Nest("nest");
    });
    expect(resources.map(({ urn }) => urn)).to.deep.equal([
      "urn:pulumi:dev::project::fleet:test:Nest::nest",
      "urn:pulumi:dev::project::fleet:test:Nest$fleet:test:Pair::nest",
      "urn:pulumi:dev::project::fleet:test:Nest$fleet:test:Pair$aws:s3/bucket:Bucket::nest",
      "urn:pulumi:dev::project::fleet:test:Nest$fleet:test:Pair$aws:s3/bucketPolicy:BucketPolicy::nest-policy",
    ]);
  });

  it("gives configuration, stack references and functions to the program, and returns its outputs", async () => {
    const { outputs, calls } = await runProgram(
      async () => ({
        zones: new pulumi.Config("base").requireObject("zones"),
        stack: pulumi.getStack(),
        vpc: new pulumi.StackReference("organization/base/dev").requireOutput("vpcId"),
        account: (await aws.getCallerIdentity()).accountId,
        secret: pulumi.secret("hidden"),
      }),
      {
        stack: "prod",
        config: { "base:zones": ["a", "b"] },
        references: { "organization/base/dev": { vpcId: "vpc-1" } },
        functions: { "aws:index/getCallerIdentity:getCallerIdentity": () => ({ accountId: "111122223333" }) },
      },
    );

    expect(outputs).to.deep.equal({
      zones: ["a", "b"],
      stack: "prod",
      vpc: "vpc-1",
      account: "111122223333",
      secret: "hidden",
    });
    expect(calls.map(({ token }) => token)).to.deep.equal(["aws:index/getCallerIdentity:getCallerIdentity"]);
  });

  it("forgets the configuration of the run before", async () => {
    await runProgram(() => undefined, { config: { "base:zoneCount": 3 } });
    const { outputs } = await runProgram(() => ({
      count: new pulumi.Config("base").get("zoneCount") ?? "none",
    }));

    expect(outputs).to.deep.equal({ count: "none" });
  });

  it("answers a VPC with one subnet of each wanted kind per zone, and a route table for each", async () => {
    const { outputs } = await runProgram(() => {
      const vpc = new Vpc("vpc", { availabilityZoneNames: ["a", "b"], subnetSpecs: [{ type: "Isolated" }] });
      return {
        isolated: vpc.isolatedSubnetIds,
        private: vpc.privateSubnetIds,
        tables: vpc.routeTables.apply((tables) => pulumi.all(tables.map((table) => table.id))),
      };
    });

    expect(outputs.isolated).to.have.length(2);
    expect(outputs.private).to.deep.equal([]);
    expect(outputs.tables).to.have.length(2);
  });

  it("waits for resources whose inputs are late", async () => {
    const { resources } = await runProgram(() => {
      const late = new Promise<string>((resolve) => setTimeout(resolve, 20, "late"));
      new aws.s3.Bucket("bucket", { bucket: late });
    });

    expect(one(resources, "aws:s3/bucket:Bucket").inputs).to.deep.equal({ bucket: "late" });
  });

  const failures: Record<string, { readonly program: () => unknown; readonly message: string }> = {
    "an unknown type": {
      program: () => {
        new aws.sqs.RedrivePolicy("redrive", { queueUrl: "queue", redrivePolicy: "{}" });
      },
      message:
        "unknown resource type aws:sqs/redrivePolicy:RedrivePolicy: add it to cli/validation/mocks/mock-outputs.ts",
    },
    "an unknown function": {
      program: () => aws.getRegion(),
      message: 'unknown function aws:index/getRegion:getRegion: give its answer in runProgram\'s "functions"',
    },
    "an unknown stack": {
      program: () => ({ id: new pulumi.StackReference("organization/base/dev").requireOutput("vpcId") }),
      message: 'unknown stack organization/base/dev: give its outputs in runProgram\'s "references"',
    },
    "an error of the program": {
      program: () => {
        throw new Error("from the program");
      },
      message: "from the program",
    },
    "an error in an apply that nobody waits for": {
      program: () => {
        pulumi.output(1).apply(() => {
          throw new Error("from an apply");
        });
      },
      message: "from an apply",
    },
  };
  for (const [title, { program, message }] of Object.entries(failures)) {
    it(`fails on ${title}`, async () => {
      expect(await failure(program)).to.equal(message);
    });
  }
});

describe("one", () => {
  it("names what is registered when there is not exactly one", async () => {
    const { resources } = await runProgram(() => {
      new Pair("a");
      new Pair("b");
    });

    expect(all(resources, "fleet:test:Pair")).to.have.length(2);
    expect(() => one(resources, "fleet:test:Pair")).to.throw(
      /^expected exactly one fleet:test:Pair, found 2; registered:\n {2}fleet:test:Pair "a"/,
    );
    expect(() => one(resources, "aws:s3/bucket:Bucket", "c")).to.throw(
      'expected exactly one aws:s3/bucket:Bucket "c", found 0',
    );
  });
});
