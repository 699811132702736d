import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreatePolicyVersionCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { indexStack } from "../../backend/registry/index-stack";
import type { Registry } from "../../backend/registry/registry";
import { RegistryTable } from "../../backend/registry/registry-table";
import { reserveWorkspace } from "../../backend/registry/reserve-workspace";
import { workspaceKeyOf } from "../../contracts/registry/registry-keys";
import { failureOf } from "../support/command-context";
import { clientConfiguration, expectSuccess, startTestFleet, type TestFleet } from "../support/fleet";
import { type Job, type JobToken, jobCredentials, startJob } from "../support/github-job";
import { STATE_BUCKET } from "../support/stack-state";

const PREVIEW = "arn:aws:iam::000000000000:role/hyperion-dev-github-preview";
const DEPLOY = "arn:aws:iam::000000000000:role/hyperion-dev-github-deploy";
const PULL_REQUEST = "repo:team/fleet:pull_request";
const ENVIRONMENT = "repo:team/fleet:environment:dev";

describe("roles of GitHub's jobs", function () {
  this.timeout(900_000);
  let fleet: TestFleet;
  const started: Job[] = [];
  before(async () => {
    fleet = await startTestFleet();
    const file = join(fleet.home, "Pulumi.dev.yaml");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace("config:\n", "config:\n  state:githubRepository: team/fleet\n"),
    );
    expectSuccess(await fleet.run("bootstrap", "dev"));
  });
  after(async () => {
    await Promise.all(started.map((job) => job.stop()));
    await fleet?.stop();
  });

  async function asJob(role: string, token: JobToken): Promise<Job["run"]> {
    const job = await startJob(fleet.profile, role, token);
    started.push(job);
    return job.run;
  }

  for (const [role, token, what] of [
    [PREVIEW, { sub: ENVIRONMENT }, "a deployment does not get the role that reads"],
    [PREVIEW, { sub: "repo:team/fleet:ref:refs/heads/other" }, "a branch gets none"],
    [PREVIEW, { sub: "repo:other/fleet:pull_request" }, "another repository's pull request gets none"],
    [PREVIEW, { sub: PULL_REQUEST, aud: "https://github.com/team" }, "a token for somebody else gets none"],
    [PREVIEW, { sub: PULL_REQUEST, iss: "https://example.com" }, "another issuer's token gets none"],
    [DEPLOY, { sub: PULL_REQUEST }, "a pull request does not get the role that deploys"],
    [DEPLOY, { sub: "repo:team/fleet:environment:prod" }, "prod's job does not get dev's role"],
    [DEPLOY, { sub: "repo:team/fleet:ref:refs/heads/main" }, "main alone does not get the role that deploys"],
  ] as const) {
    it(what, async () => {
      expect(await failureOf(jobCredentials(fleet.profile, role, token))).to.include({
        name: "AccessDenied",
      });
    });
  }

  it("previews with the role that reads, and cannot deploy", async () => {
    const job = await asJob(PREVIEW, { sub: PULL_REQUEST });
    const file = join(fleet.home, "previews", "dev-state.md");
    expectSuccess(await job("preview", "state", "dev", "--markdown", file));
    expect(readFileSync(file, "utf8")).to.match(
      /^### state in dev\n\n\d+ unchanged\n\ncost a month: \$[\d.]+, as before\n/,
    );
    const { code, stderr } = await job("up", "state", "dev");
    expect(code, stderr).not.to.equal(0);
  });

  it("deploys base and runtime with the role that deploys, and ends what has expired", async () => {
    const job = await asJob(DEPLOY, { sub: ENVIRONMENT });
    expectSuccess(await job("recover", "base", "dev", "--yes"));
    expectSuccess(await job("up", "base", "dev", "--wait", "10m"));
    expectSuccess(await job("up", "runtime", "dev", "--wait", "10m"));
    expectSuccess(await job("workspace", "expire", "dev"));
  });

  it("finds with the role that reads that nothing has drifted", async () => {
    const job = await asJob(PREVIEW, { sub: PULL_REQUEST });
    const { stdout } = expectSuccess(await job("drift", "dev"));
    expect(stdout.match(/^\w+ dev: as deployed$/gm)).to.deep.equal([
      "state dev: as deployed",
      "base dev: as deployed",
      "runtime dev: as deployed",
    ]);
  });

  it("rehearses recovery with the role that deploys, as a promotion does", async () => {
    const job = await asJob(DEPLOY, { sub: ENVIRONMENT });
    expectSuccess(await job("dr", "drill", "dev"));
  });

  it("reserves a copy's name with the role that deploys, and removes no row", async () => {
    const configuration = {
      ...clientConfiguration(fleet),
      credentials: sdkCredentials(await jobCredentials(fleet.profile, DEPLOY, { sub: ENVIRONMENT })),
    };
    const dynamodb = new DynamoDBClient(configuration);
    const s3 = new S3Client({ ...configuration, forcePathStyle: true });
    const table = new RegistryTable(dynamodb, "hyperion-dev-registry");
    const registry: Registry = {
      bucket: { s3, name: STATE_BUCKET },
      table,
      environment: "dev",
      region: "eu-west-1",
    };
    const stack = { project: "runtime", stack: "dev.pr-1" } as const;
    const wanted = { owner: "ada", created: new Date().toISOString() };
    const { id, status, owner } = await reserveWorkspace(registry, stack, wanted);
    expect({ status, owner }).to.deep.equal({ status: "creating", owner: "ada" });
    // What was not begun then is none.
    await indexStack(registry, stack, new Set(["lifetime"]));
    expect(await failureOf(table.write([], [workspaceKeyOf(id)]))).to.include({
      name: "AccessDeniedException",
    });
    dynamodb.destroy();
    s3.destroy();
  });

  it("gives a deployment no way to widen what it may do", async () => {
    const given = await jobCredentials(fleet.profile, DEPLOY, { sub: ENVIRONMENT });
    const iam = new IAMClient({ ...clientConfiguration(fleet), credentials: sdkCredentials(given) });
    for (const RoleName of [
      "hyperion-dev-github-deploy",
      "hyperion-dev-github-preview",
      "hyperion-prod-runner",
    ]) {
      const change = iam.send(
        new PutRolePolicyCommand({ RoleName, PolicyName: "wider", PolicyDocument: "{}" }),
      );
      expect(await failureOf(change), RoleName).to.include({ name: "AccessDenied" });
    }
    for (const policy of ["deploy-base", "preview-settings"]) {
      const change = iam.send(
        new CreatePolicyVersionCommand({
          PolicyArn: `arn:aws:iam::000000000000:policy/hyperion-dev-github-${policy}`,
          PolicyDocument: "{}",
          SetAsDefault: true,
        }),
      );
      expect(await failureOf(change), policy).to.include({ name: "AccessDenied" });
    }
    iam.destroy();
  });
});

function sdkCredentials(given: Awaited<ReturnType<typeof jobCredentials>>) {
  return {
    accessKeyId: given.AWS_ACCESS_KEY_ID ?? "",
    secretAccessKey: given.AWS_SECRET_ACCESS_KEY ?? "",
    sessionToken: given.AWS_SESSION_TOKEN,
  };
}
