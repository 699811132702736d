import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { OperationsLog } from "../../backend/operations/operations-log";
import { Clients } from "../../local/providers/clients";
import { expectSuccess, startTestFleet, type TestFleet } from "../support/fleet";
import { expectAllFound } from "../support/found-resources";
import { deployEnclave, interruptCreation } from "../support/interrupted-enclave";
import { type Inventory, inState, inventory } from "../support/inventory";
import { killedRun } from "../support/killed-run";
import { STATE_BUCKET, stackLocks, stackState } from "../support/stack-state";

const UP = ["up", "base", "dev"];
const DOWN = ["down", "base", "dev", "--delete-data", "--yes"];
const RECOVER = ["recover", "base", "dev", "--yes", "--settle", "1s", "--json"];

describe("fleet recover", function () {
  this.timeout(600_000);
  let fleet: TestFleet;
  let aws: Clients;
  /** What is there without base. */
  let ground: Inventory;

  before(async () => {
    fleet = await startTestFleet();
    aws = new Clients(fleet.environment, "eu-west-1");
    expectSuccess(await fleet.run("bootstrap", "dev"));
    ground = await inventory(aws);
  });
  after(async () => {
    aws?.destroy();
    await fleet?.stop();
  });

  /** What base has made. */
  const made = async () => [...(await inventory(aws))].filter((one) => !ground.has(one)).sort();
  const has = (type: string) => async () => (await made()).some((one) => one.startsWith(`${type} `));
  const lacks = (type: string) => async () => !(await has(type)());

  async function expectStateIsWhatIsThere(): Promise<void> {
    const { resources, pendingOperations } = await stackState(aws.s3, "base");
    expect(pendingOperations).to.deep.equal([]);
    expect([...inState(resources)].sort()).to.deep.equal(await made());
    expect(await stackLocks(aws.s3, "base")).to.deep.equal([]);
  }

  async function expectRecovery(): Promise<void> {
    const first = JSON.parse(expectSuccess(await fleet.run(...RECOVER)).stdout);
    expect(first.recovered).to.equal(true);
    await expectStateIsWhatIsThere();
  }

  it("settles what kill -9 has left of an `up`, at any of several moments, and shows it first", async () => {
    await killedRun(fleet, UP, has("aws:ec2/vpc:Vpc"));
    const { stdout } = expectSuccess(
      await fleet.run("recover", "base", "dev", "--dry-run", "--settle", "1s"),
    );
    expect(stdout).to.match(
      /\n {2}\d+\. release what was left: base dev is locked by .*, and process \d+ is gone from this host\n/,
    );
    expect(stdout).to.match(/\n {2}\d+\. refresh: compare \d+ resources with what is there\n/);
    expect(stdout).to.contain("nothing was changed: run it without --dry-run to do this");
    expect(await stackLocks(aws.s3, "base")).to.have.length(1);
    await expectRecovery();

    const second = JSON.parse(expectSuccess(await fleet.run(...RECOVER)).stdout);
    expect(second).to.deep.include({ recovered: false, steps: [], changes: {}, adopted: [] });

    await killedRun(fleet, UP, has("aws:ec2/natGateway:NatGateway"));
    await expectRecovery();
  });

  it("settles what an engine has left whose `fleet` was killed alone", async () => {
    await killedRun(fleet, UP, has("aws:ec2/vpcEndpoint:VpcEndpoint"), "fleet");
    await expectRecovery();
  });

  it("leaves `up` only what was still to do, and nothing twice", async () => {
    const there = (await stackState(aws.s3, "base")).resources.length;
    const up = JSON.parse(expectSuccess(await fleet.run(...UP, "--json")).stdout);
    const [{ changes }] = up;
    expect(changes).to.have.keys("create", "same");
    await expectStateIsWhatIsThere();
    expect((await stackState(aws.s3, "base")).resources).to.have.length(there + changes.create);
    const again = JSON.parse(expectSuccess(await fleet.run(...UP, "--json")).stdout);
    expect(again[0].changes).to.have.keys("same");
  });

  // test/e2e/main-job.test.ts does the same with runtime and an enclave.
  for (const project of ["state", "base"] as const) {
    it(`finds everything in ${project}, as if the creation of each had been interrupted`, async () => {
      await expectAllFound(aws, project);
    });
  }

  it("settles the stack of an enclave, whose creation was interrupted, by the request's id", async () => {
    const stack = await deployEnclave(fleet, "vault");
    const all = (await stackState(aws.s3, "enclave", "vault")).resources.length;
    const interrupted = await interruptCreation(aws.s3, "vault", [
      "aws:autoscaling/group:Group",
      "aws:route53/record:Record",
    ]);
    expect(interrupted).to.have.length(2);

    const recover = ["recover", "enclave", "dev", "--stack", "vault", "--settle", "1s"];
    const shown = expectSuccess(await fleet.run(...recover, "--dry-run")).stdout;
    expect(shown.match(/^ {2}\d+\. take .* into the state/gm)).to.have.length(2);
    const report = JSON.parse(expectSuccess(await fleet.run(...recover, "--yes", "--json")).stdout);
    expect(report).to.deep.include({
      project: "enclave",
      stack: "vault",
      environment: "dev",
      recovered: true,
    });
    expect(report.adopted).to.have.members(interrupted);

    const { resources, pendingOperations } = await stackState(aws.s3, "enclave", "vault");
    expect(pendingOperations).to.deep.equal([]);
    expect(resources).to.have.length(all);
    expect(await stackLocks(aws.s3, "enclave", "vault")).to.deep.equal([]);
    expect(Object.keys((await stack.preview()).changeSummary)).to.deep.equal(["same"]);
    await stack.destroy({ remove: true });
  });

  it("refuses what somebody may work on, and records that", async () => {
    const Key = ".pulumi/locks/organization/base/dev/1.json";
    const lock = { pid: 1, username: "ada", hostname: "elsewhere", timestamp: "2026-01-31T12:00:00Z" };
    await aws.s3.send(new PutObjectCommand({ Bucket: STATE_BUCKET, Key, Body: JSON.stringify(lock) }));
    const log = new OperationsLog({ s3: aws.s3, name: STATE_BUCKET }, { project: "base", stack: "dev" });
    const before = (await log.entries()).length;
    expect((await fleet.run(...RECOVER, "--dry-run")).code).to.equal(3);
    expect(await log.entries()).to.have.length(before);

    const { code, stderr } = await fleet.run(...RECOVER);
    await aws.s3.send(new DeleteObjectCommand({ Bucket: STATE_BUCKET, Key }));
    const refusal =
      "somebody works on base dev, or may: wait for the end of it, or see `fleet lock release --help`";
    expect(code).to.equal(3);
    expect(stderr).to.contain(`error: ${refusal}\n`);
    const entries = await log.entries();
    expect(entries).to.have.length(before + 1);
    expect(entries.at(-1)).to.include({ operation: "recover", outcome: "refused", reason: refusal });
  });

  it("settles what kill -9 has left of a `down`", async () => {
    await killedRun(fleet, DOWN, lacks("aws:ec2/natGateway:NatGateway"));
    await expectRecovery();
    await killedRun(fleet, DOWN, lacks("aws:ec2/subnet:Subnet"));
    await expectRecovery();
    expectSuccess(await fleet.run(...DOWN));
    expect(await made()).to.deep.equal([]);
  });
});
