import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { DeleteObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { readJournal } from "../../cli/migration/journal";
import { clientConfiguration, expectSuccess, startTestFleet, type TestFleet } from "../support/fleet";
import { type ExportedResource, terraformStateOf } from "../support/terraform-state";

const STATE_BUCKET = "hyperion-dev-state-000000000000-eu-west-1";

/** A base that Terraform has made: it is in AWS, and in no state of Pulumi's. */
describe("fleet migrate terraform", function () {
  this.timeout(900_000);
  let fleet: TestFleet;
  let folder: string;
  let plan: string;
  let journal: string;
  let deployed: readonly ExportedResource[];
  const migrate = (...args: readonly string[]) =>
    ["migrate", "terraform", "--state", join(folder, "terraform.tfstate"), ...args] as const;

  before(async () => {
    fleet = await startTestFleet();
    folder = mkdtempSync(join(tmpdir(), "fleet-migration-"));
    plan = join(folder, "plan.yaml");
    journal = join(folder, "plan.journal.json");
    expectSuccess(await fleet.run("bootstrap", "dev"));
    expectSuccess(await fleet.run("up", "base", "dev"));
    const { stdout } = expectSuccess(await fleet.run("state", "export", "base", "dev"));
    deployed = JSON.parse(stdout).deployment.resources;
    writeFileSync(join(folder, "terraform.tfstate"), terraformStateOf(deployed));
    const Key = ".pulumi/stacks/base/dev.json";
    await new S3Client(clientConfiguration(fleet)).send(
      new DeleteObjectCommand({ Bucket: STATE_BUCKET, Key }),
    );
  });
  after(async () => {
    await fleet.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("finds the program's resource for each of Terraform's, and writes a plan", async () => {
    expectSuccess(await fleet.run(...migrate("--out", folder)));
    const { stdout } = expectSuccess(await fleet.run(...migrate("--plan", plan, "--dry-run")));
    const inAws = deployed.filter(({ custom, type }) => custom && type.startsWith("aws:"));
    expect(stdout).to.contain(`${inAws.length} resources: ${inAws.length} to base, 0 to runtime, 0 that no`);
    const text = readFileSync(plan, "utf8");
    for (const { urn, id } of inAws) {
      expect(text).to.contain(`    id: ${id}\n    project: base\n    urn: ${urn}\n`);
    }
    expect(existsSync(journal)).to.equal(false);
  });

  it("is completed after kill -9 before the state is written, and after it", async () => {
    await killWhen(migrate("--plan", plan, "--yes"), "importing");
    await killWhen(migrate("--plan", plan, "--yes", "--resume"), "imported");
    const { stdout } = expectSuccess(
      await fleet.run(...migrate("--plan", plan, "--yes", "--resume", "--json")),
    );
    const [base] = JSON.parse(stdout).projects;
    expect(base.changed).to.deep.equal([]);
    expect(base.toCreate).to.equal(0);
    const preview = await fleet.run("preview", "base", "dev", "--json");
    expect(JSON.parse(preview.stdout)[0].changes, preview.stderr).to.have.all.keys("same");
    const outputs = expectSuccess(await fleet.run("outputs", "base", "dev", "--json"));
    expect(outputs.stdout).to.contain("requestTableStreamArn");
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
    expect(JSON.parse(stdout).projects[0].forgotten).to.include.members(deployed.map(({ urn }) => urn));
    expect(existsSync(journal)).to.equal(false);
    const shown = await fleet.run("state", "show", "base", "dev");
    expect(shown.code, shown.stdout).not.to.equal(0);
    expect(await vpcs()).to.deep.equal(before);
  });

  async function urnsOf(project: string): Promise<readonly string[]> {
    const { stdout } = expectSuccess(await fleet.run("state", "export", project, "dev"));
    return JSON.parse(stdout).deployment.resources.map(({ urn }: ExportedResource) => urn);
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
