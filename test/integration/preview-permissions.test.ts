import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { expect } from "chai";
import type { Profile } from "../../contracts/local-profile";
import { type Providers, startProviders } from "../../local/providers/server";
import {
  clientConfiguration,
  expectSuccess,
  type Finished,
  startFleet,
  startTestFleet,
  type TestFleet,
} from "../support/fleet";

const ACCOUNT = "arn:aws:iam::000000000000";
const BUCKET = "hyperion-dev-state-000000000000-eu-west-1";

/** What the programs ask AWS while they are previewed, besides who they are, which needs no permission. */
const PROVIDER_READS = ["ec2:DescribeAvailabilityZones"];

describe("a role with the policy for reading state, as it previews pull requests", function () {
  this.timeout(240_000);
  let fleet: TestFleet;
  let providers: Providers;
  let s3: S3Client;
  let profilePath: string;

  before(async () => {
    fleet = await startTestFleet();
    expectSuccess(await fleet.run("bootstrap", "dev"));
    expectSuccess(await fleet.run("up", "base", "dev"));
    s3 = new S3Client({ ...clientConfiguration(fleet), forcePathStyle: true });
    const environment = { ...fleet.environment, ...(await previewerCredentials()) };
    // The provider asks AWS as the one who previews, too.
    providers = await startProviders(environment);
    const profile: Profile = {
      pid: process.pid,
      endpoint: fleet.emulator.endpoint,
      environment: { ...environment, PULUMI_DEBUG_PROVIDERS: providers.debugProviders },
      home: fleet.home,
      logs: fleet.home,
    };
    profilePath = join(fleet.home, "previewer.json");
    writeFileSync(profilePath, JSON.stringify(profile));
  });
  after(async () => {
    s3?.destroy();
    await providers?.close();
    await fleet?.stop();
  });

  async function previewerCredentials(): Promise<Record<string, string>> {
    const [iam, sts] = [new IAMClient(clientConfiguration(fleet)), new STSClient(clientConfiguration(fleet))];
    const RoleName = "previewer";
    const policy = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: policy({
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { AWS: `${ACCOUNT}:root` },
        }),
      }),
    );
    const { stdout } = expectSuccess(await fleet.run("outputs", "state", "dev", "--json"));
    const { readPolicyArn } = JSON.parse(stdout);
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: readPolicyArn }));
    await iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName: "provider-reads",
        PolicyDocument: policy({ Effect: "Allow", Action: PROVIDER_READS, Resource: "*" }),
      }),
    );
    const { Credentials: given } = await sts.send(
      new AssumeRoleCommand({ RoleArn: `${ACCOUNT}:role/${RoleName}`, RoleSessionName: "preview" }),
    );
    iam.destroy();
    sts.destroy();
    return {
      AWS_ACCESS_KEY_ID: given?.AccessKeyId ?? "",
      AWS_SECRET_ACCESS_KEY: given?.SecretAccessKey ?? "",
      AWS_SESSION_TOKEN: given?.SessionToken ?? "",
    };
  }

  const asPreviewer = (...args: readonly string[]): Promise<Finished> =>
    startFleet(args, profilePath).finished;

  /** Key and content of everything in the state bucket. */
  async function stateObjects(): Promise<readonly string[]> {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    return Contents.map(({ Key, ETag }) => `${Key} ${ETag}`);
  }

  for (const project of ["state", "base"]) {
    it(`previews project ${project} and writes nothing`, async () => {
      const before = await stateObjects();
      const { stdout } = expectSuccess(await asPreviewer("preview", project, "dev", "--json"));
      expect(JSON.parse(stdout)[0].changes).to.have.all.keys("same");
      expect(await stateObjects()).to.deep.equal(before);
    });
  }

  it("cannot deploy, and leaves no lock behind when it tries", async () => {
    const before = await stateObjects();
    const { code, stderr } = await asPreviewer("up", "base", "dev");
    expect(code, stderr).not.to.equal(0);
    expect(await stateObjects()).to.deep.equal(before);
  });
});
