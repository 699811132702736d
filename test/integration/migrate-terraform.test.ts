import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { DeleteObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { readJournal } from "../../cli/migration/journal";
import { clientConfiguration, expectSuccess, startTestFleet, type TestFleet } from "../support/fleet";
import { type ExportedResource, terraformStateOf } from "../support/terraform-state";

const STATE_BUCKET = "hyperion-dev-state-000000000000-eu-west-1";

const PROJECTS = ["base", "runtime"] as const;

/** A base and a runtime that Terraform has made as one: they are in AWS, and in no state of Pulumi's. */
describe("fleet migrate terraform", function () {
  this.timeout(1_800_000);
  let fleet: TestFleet;
  let folder: string;
  let plan: string;
  let journal: string;
  let deployed: Readonly<Record<(typeof PROJECTS)[number], readonly ExportedResource[]>>;
  const migrate = (...args: readonly string[]) =>
    ["migrate", "terraform", "--state", join(folder, "terraform.tfstate"), ...args] as const;

  before(async () => {
    fleet = await startTestFleet();
    folder = mkdtempSync(join(tmpdir(), "fleet-migration-"));
    plan = join(folder, "plan.yaml");
    journal = join(folder, "plan.journal.json");
    expectSuccess(await fleet.run("bootstrap", "dev"));
    expectSuccess(await fleet.run("up", "base", "dev"));
    expectSuccess(await fleet.run("up", "runtime", "dev"));
    deployed = { base: await resourcesOf("base"), runtime: await resourcesOf("runtime") };
    const state = terraformStateOf([...deployed.base, ...deployed.runtime]);
    writeFileSync(join(folder, "terraform.tfstate"), state);
    for (const project of PROJECTS) {
      const Key = `.pulumi/stacks/${project}/dev.json`;
      await new S3Client(clientConfiguration(fleet)).send(
        new DeleteObjectCommand({ Bucket: STATE_BUCKET, Key }),
      );
    }
  });
  after(async () => {
    await fleet.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("finds the program's resource for each of Terraform's, and writes a plan", async () => {
    expectSuccess(await fleet.run(...migrate("--out", folder)));
    const { stdout } = expectSuccess(await fleet.run(...migrate("--plan", plan, "--dry-run")));
    const [base, runtime] = [inAws("base"), inAws("runtime")];
    expect(stdout).to.contain(
      `${base.length + runtime.length} resources: ${base.length} to base, ${runtime.length} to runtime, 0 that no program has, 0 left out`,
    );
    const text = readFileSync(plan, "utf8");
    for (const project of PROJECTS) {
      for (const { urn, id } of inAws(project)) {
        expect(text).to.contain(`    id: ${id}\n    project: ${project}\n    urn: ${urn}\n`);
      }
    }
    expect(existsSync(journal)).to.equal(false);
  });

  it("is completed after kill -9 before the state is written, and after it", async () => {
    await killWhen(migrate("--plan", plan, "--yes"), "importing");
    await killWhen(migrate("--plan", plan, "--yes", "--resume"), "imported");
    const { stdout } = expectSuccess(
      await fleet.run(...migrate("--plan", plan, "--yes", "--resume", "--json")),
    );
    const { projects } = JSON.parse(stdout);
    expect(projects).to.have.lengthOf(2);
    for (const [index, project] of PROJECTS.entries()) {
      expect(projects[index]).to.deep.include({ project, changed: [], toCreate: 0 });
      expect(projects[index].imported).to.have.members(inAws(project).map(({ urn }) => urn));
      const preview = await fleet.run("preview", project, "dev", "--json");
      expect(JSON.parse(preview.stdout)[0].changes, preview.stderr).to.have.all.keys("same");
      const outputs = expectSuccess(await fleet.run("outputs", project, "dev", "--json"));
      expect(outputs.stdout).to.contain(
        { base: "requestTableStreamArn", runtime: "deployStateMachineArn" }[project],
      );
    }
  });

  it("moves resources between the states of projects, and never against their order", async () => {
    const move = (...args: readonly string[]) => fleet.run("state", "move", "dev", ...args);
    const refused = await move("zone", "--from", "base", "--to", "runtime", "--yes");
    expect(refused.code, refused.stderr).to.equal(3);
    expect(refused.stderr).to.contain("base would depend on runtime, which stands on it: move these too");
    const shown = expectSuccess(await move("flow-logs", "--from", "base", "--to", "runtime"));
    expect(shown.stdout).to.contain("nothing was changed: add --yes to move them");
    const there = expectSuccess(
      await move("flow-logs", "--from", "base", "--to", "runtime", "--yes", "--json"),
    );
    const { resources } = JSON.parse(there.stdout);
    expect(await urnsOf("runtime")).to.include.members(
      resources.map((urn: string) => urn.replace("urn:pulumi:dev::base::", "urn:pulumi:dev::runtime::")),
    );
    expect(await urnsOf("base")).not.to.include.members(resources);
    expectSuccess(await move("flow-logs", "--from", "runtime", "--to", "base", "--yes"));
    expect(await urnsOf("base")).to.include.members(resources);
  });

  it("takes back what was imported, and touches nothing in AWS", async () => {
    const before = await vpcs();
    const { stdout } = expectSuccess(
      await fleet.run("migrate", "terraform", "--plan", plan, "--undo", "--yes", "--json"),
    );
    const [runtime, base] = JSON.parse(stdout).projects;
    expect(runtime.forgotten).to.include.members(deployed.runtime.map(({ urn }) => urn));
    expect(base.forgotten).to.include.members(deployed.base.map(({ urn }) => urn));
    expect(existsSync(journal)).to.equal(false);
    for (const project of PROJECTS) {
      const shown = await fleet.run("state", "show", project, "dev");
      expect(shown.code, shown.stdout).not.to.equal(0);
    }
    expect(await vpcs()).to.deep.equal(before);
    const functions = await new LambdaClient(clientConfiguration(fleet)).send(new ListFunctionsCommand({}));
    const inRuntime = inAws("runtime").filter(({ type }) => type === "aws:lambda/function:Function");
    expect(functions.Functions?.map(({ FunctionName }) => FunctionName)).to.include.members(
      inRuntime.map(({ id }) => id),
    );
  });

  function inAws(project: (typeof PROJECTS)[number]): readonly ExportedResource[] {
    return deployed[project].filter(({ custom, type }) => custom && type.startsWith("aws:"));
  }

  async function resourcesOf(project: string): Promise<readonly ExportedResource[]> {
    const { stdout } = expectSuccess(await fleet.run("state", "export", project, "dev"));
    return JSON.parse(stdout).deployment.resources;
  }

  async function urnsOf(project: string): Promise<readonly string[]> {
    return (await resourcesOf(project)).map(({ urn }) => urn);
  }

  async function vpcs(): Promise<readonly (string | undefined)[]> {
    const { Vpcs = [] } = await new EC2Client(clientConfiguration(fleet)).send(new DescribeVpcsCommand({}));
    return Vpcs.map(({ VpcId }) => VpcId);
  }

  /** Kills the whole group, `fleet` and the engine that it started, as soon as the journal says `phase`. */
  async function killWhen(args: readonly string[], phase: string): Promise<void> {
    const run = fleet.start(...args);
    while (readJournal(journal)?.projects.base?.phase !== phase && run.process.exitCode === null) {
      await delay(5);
    }
    expect(run.process.exitCode, "ended before it could be killed").to.equal(null);
    process.kill(-Number(run.process.pid), "SIGKILL");
    await run.finished;
  }
});
