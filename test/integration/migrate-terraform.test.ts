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
type Migrated = (typeof PROJECTS)[number];

/** A base and a runtime that Terraform has made as one: they are in AWS, and in no state of Pulumi's. */
describe("fleet migrate terraform", function () {
  this.timeout(1_800_000);
  let fleet: TestFleet;
  let folder: string;
  let plan: string;
  let journal: string;
  let deployed: Readonly<Record<Migrated, readonly ExportedResource[]>>;
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
      await forget(project);
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
    const whole = readFileSync(plan, "utf8");
    writeFileSync(plan, whole.replace(/(project: runtime\n {4}urn: .+\n {4}action: )import/g, "$1skip"));
    await killWhen(migrate("--plan", plan, "--yes"), "importing");
    await killWhen(migrate("--plan", plan, "--yes", "--resume"), "imported");
    const { stdout } = expectSuccess(
      await fleet.run(...migrate("--plan", plan, "--yes", "--resume", "--json")),
    );
    expectTakenOver(JSON.parse(stdout).projects, ["base"]);
    await expectUnchanged("base", "requestTableStreamArn");
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
    expect(await undone()).to.have.all.keys("base");
    expect(await vpcs()).to.deep.equal(before);
  });

  it("takes base and runtime over at once, and gives both back", async () => {
    await forget("runtime");
    rmSync(plan);
    expectSuccess(await fleet.run(...migrate("--out", folder)));
    const { stdout } = expectSuccess(await fleet.run(...migrate("--plan", plan, "--yes", "--json")));
    expectTakenOver(JSON.parse(stdout).projects, PROJECTS);
    await expectUnchanged("base", "requestTableStreamArn");
    await expectUnchanged("runtime", "deployStateMachineArn");
    expect(await undone()).to.have.all.keys(...PROJECTS);
    const { Functions = [] } = await new LambdaClient(clientConfiguration(fleet)).send(
      new ListFunctionsCommand({}),
    );
    const functions = inAws("runtime").filter(({ type }) => type === "aws:lambda/function:Function");
    expect(Functions.map(({ FunctionName }) => FunctionName)).to.include.members(
      functions.map(({ id }) => id),
    );
  });

  function expectTakenOver(
    reports: readonly { readonly project: Migrated; readonly imported: readonly string[] }[],
    projects: readonly Migrated[],
  ): void {
    expect(reports.map(({ project }) => project)).to.deep.equal(projects);
    for (const report of reports) {
      expect(report).to.deep.include({ changed: [], toCreate: 0 });
      expect(report.imported).to.have.members(inAws(report.project).map(({ urn }) => urn));
    }
  }

  async function expectUnchanged(project: Migrated, output: string): Promise<void> {
    const preview = await fleet.run("preview", project, "dev", "--json");
    expect(JSON.parse(preview.stdout)[0].changes, preview.stderr).to.have.all.keys("same");
    const outputs = expectSuccess(await fleet.run("outputs", project, "dev", "--json"));
    expect(outputs.stdout).to.contain(output);
  }

  /** Takes the migration back. @returns what was forgotten, by project */
  async function undone(): Promise<Readonly<Record<string, readonly string[]>>> {
    const { stdout } = expectSuccess(
      await fleet.run("migrate", "terraform", "--plan", plan, "--undo", "--yes", "--json"),
    );
    expect(existsSync(journal)).to.equal(false);
    const forgotten: Record<string, readonly string[]> = {};
    for (const report of JSON.parse(stdout).projects) {
      const project: Migrated = report.project;
      forgotten[project] = report.forgotten;
      expect(report.forgotten).to.include.members(deployed[project].map(({ urn }) => urn));
      const shown = await fleet.run("state", "show", project, "dev");
      expect(shown.code, shown.stdout).not.to.equal(0);
    }
    return forgotten;
  }

  /** Deletes what Pulumi knows of the project, and nothing else. */
  async function forget(project: Migrated): Promise<void> {
    const Key = `.pulumi/stacks/${project}/dev.json`;
    await new S3Client(clientConfiguration(fleet)).send(
      new DeleteObjectCommand({ Bucket: STATE_BUCKET, Key }),
    );
  }

  function inAws(project: Migrated): readonly ExportedResource[] {
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
