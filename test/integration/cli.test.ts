import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DisableKeyCommand, EnableKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  DeleteObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { stringify } from "yaml";
import { checkpointBody } from "../support/checkpoint-body";
import { clientConfiguration, expectSuccess, startTestFleet, type TestFleet } from "../support/fleet";

const BUCKET = "hyperion-dev-state-000000000000-eu-west-1";
const LOCKS = ".pulumi/locks/organization/base/dev/";

// The tests go through an environment's life, in order.
describe("fleet", function () {
  this.timeout(600_000);
  let fleet: TestFleet;
  let s3: S3Client;
  let folder: string;

  before(async () => {
    fleet = await startTestFleet();
    folder = mkdtempSync(join(tmpdir(), "fleet-cli-"));
    s3 = new S3Client(clientConfiguration(fleet));
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await fleet.stop();
  });

  it("names the bucket that is missing, and changes nothing", async () => {
    const { code, stderr } = await fleet.run("up", "base", "dev");
    expect(code).to.equal(1);
    expect(stderr.trim()).to.equal(
      `error: state bucket ${BUCKET} is missing in account 000000000000, eu-west-1: run \`fleet bootstrap dev\`, or choose the right account by AWS_PROFILE`,
    );
    expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).to.deep.equal([]);
  });

  it("names the key that cannot be used", async () => {
    expectSuccess(await fleet.run("bootstrap", "dev"));
    const kms = new KMSClient(clientConfiguration(fleet));
    const KeyId = await stateKeyId(fleet);
    await kms.send(new DisableKeyCommand({ KeyId }));
    const { code, stderr } = await fleet.run("up", "base", "dev");
    await kms.send(new EnableKeyCommand({ KeyId }));
    expect(code).to.equal(1);
    expect(stderr).to.contain("error: state key alias/hyperion-dev-state is Disabled: enable it");
  });

  it("stops gracefully on SIGINT, keeps what was done and releases the lock", async () => {
    const up = fleet.start("up", "base", "dev");
    await seen(up.process, "created");
    up.process.kill("SIGINT");
    const { code, stderr } = await up.finished;
    expect(code, stderr).to.equal(130);
    expect(stderr).to.contain("error: up on base dev was interrupted: the engine has saved what it did");
    expect(await locks(s3)).to.deep.equal([]);
    const stacks = JSON.parse((await fleet.run("status", "dev", "--json")).stdout);
    expect(stacks.projects[1].resources, "resources in the state").to.be.greaterThan(0);
  });

  it("stops gracefully when a terminal's Ctrl-C reaches fleet and engine at once", async () => {
    const up = fleet.start("up", "base", "dev");
    await seen(up.process, "created");
    process.kill(-Number(up.process.pid), "SIGINT");
    const { code, stderr } = await up.finished;
    expect(code, stderr).to.equal(130);
    expect(await locks(s3)).to.deep.equal([]);
  });

  it("lets one of two ups run and tells the other who has the stack, since when and for what", async () => {
    const first = fleet.start("up", "base", "dev");
    while ((await locks(s3)).length === 0) {
      expect(first.process.exitCode, "ended before it took a lock").to.equal(null);
    }
    const second = await fleet.run("up", "base", "dev");
    expect(second.code).to.equal(1);
    expect(second.stderr).to.match(
      /error: base dev is in use: wait for it, for instance with --wait 10m\n {2}- \S+ on \S+ \(process \d+\) since \d{4}-\d\d-\d\dT\S+ for up: /,
    );
    expectSuccess(await first.finished);
  });

  it("says so when a lock cannot be read", async () => {
    const lock = { Bucket: BUCKET, Key: `${LOCKS}broken.json` };
    await s3.send(new PutObjectCommand({ ...lock, Body: "{" }));
    const { code, stderr } = await fleet.run("up", "base", "dev");
    await s3.send(new DeleteObjectCommand(lock));
    expect(code).to.equal(1);
    expect(stderr).to.contain(
      `base dev has a lock that cannot be read: look at ${lock.Key} in the state bucket`,
    );
  });

  it("leaves nothing in the temporary folder, also when Ctrl-C kills it", async () => {
    const preview = fleet.start("preview", "base", "dev");
    await seen(preview.process, "base dev: preview");
    preview.process.kill("SIGINT");
    await seen(preview.process, "Ctrl-C again kills it", "stderr");
    preview.process.kill("SIGINT");
    expect((await preview.finished).code).to.equal(130);
    expect(readdirSync(fleet.environment.TMPDIR ?? "")).to.deep.equal([]);
  });

  it("previews no change of what is deployed, and prints its outputs", async () => {
    const preview = expectSuccess(await fleet.run("preview", "base", "dev", "--json"));
    expect(JSON.parse(preview.stdout)[0].changes).to.have.all.keys("same");
    const outputs = expectSuccess(await fleet.run("outputs", "base", "dev", "--json"));
    expect(JSON.parse(outputs.stdout).requestTableName).to.equal("hyperion-dev-requests");
  });

  it("takes a request, leaves the same one as it is, and raises the generation for another spec", async () => {
    const path = join(folder, "request.yaml");
    writeFileSync(path, stringify(request(2)));
    const first = expectSuccess(await fleet.run("enclave", "request", "dev", path, "--json"));
    expect(JSON.parse(first.stdout)).to.include({ generation: 1, status: "PENDING", owner: "payments" });
    const same = expectSuccess(await fleet.run("enclave", "request", "dev", path, "--json"));
    expect(JSON.parse(same.stdout).generation).to.equal(1);
    writeFileSync(path, stringify(request(4)));
    const other = expectSuccess(await fleet.run("enclave", "request", "dev", path, "--json"));
    expect(JSON.parse(other.stdout)).to.include({ generation: 2, status: "PENDING" });
    writeFileSync(path, stringify({ ...request(4), owner: "somebody" }));
    const foreign = await fleet.run("enclave", "request", "dev", path);
    expect(foreign.code).to.equal(3);
    expect(foreign.stderr).to.contain("request signer belongs to payments");
  });

  it("refuses a bad request with every fault, and gives up waiting with a code of its own", async () => {
    const bad = await fleet.run("enclave", "request", "dev", "examples/bad-request.yaml");
    expect(bad.code).to.equal(1);
    expect(bad.stderr.match(/^ {2}- /gm)).to.have.lengthOf.at.least(6);
    const waiting = await fleet.run("enclave", "wait", "dev", "signer", "--timeout", "1");
    expect(waiting.code).to.equal(4);
    expect(waiting.stderr).to.contain("request signer is still PENDING after 1 s");
  });

  it("asks for an enclave's destruction only with --yes where nobody can be asked", async () => {
    const unasked = await fleet.run("enclave", "delete", "dev", "signer");
    expect(unasked.code).to.equal(3);
    const { stdout } = expectSuccess(
      await fleet.run("enclave", "delete", "dev", "signer", "--yes", "--json"),
    );
    expect(JSON.parse(stdout)).to.include({ generation: 3, desiredState: "DESTROYED" });
  });

  it("names what enclaves need when the pipeline is not there", async () => {
    const { code, stderr } = await fleet.run("up", "enclaves", "dev");
    expect(code).to.equal(1);
    expect(stderr.trim()).to.equal(
      "error: enclaves of dev cannot be deployed: runtime, which does it, is not deployed. Run `fleet up runtime dev` first\n  - signer",
    );
  });

  it("shows all environments, also those that are not there yet", async () => {
    const { stdout } = expectSuccess(await fleet.run("status", "--json"));
    const [dev, staging, prod] = JSON.parse(stdout);
    expect(dev.projects.map(({ deployed }: { deployed: boolean }) => deployed)).to.deep.equal([
      true,
      true,
      false,
      false,
    ]);
    expect(dev.projects[1].cost.monthlyUsd).to.be.greaterThan(35);
    expect(dev.projects[1].cost.unknown).to.deep.equal({});
    expect(staging).to.deep.include({
      unavailable: "not bootstrapped in account 000000000000, eu-west-1: run `fleet bootstrap staging`",
      projects: [],
    });
    expect(prod.unavailable).to.contain("run `fleet bootstrap prod`");
    const table = expectSuccess(await fleet.run("status", "base", "dev")).stdout;
    expect(table).to.match(/ dev +base +1 +\d+ +\d+ KiB +\$\d+\.\d\d +\d{4}-/);
  });

  it("refuses to destroy a base that a copy of runtime stands on", async () => {
    const copy = { Bucket: BUCKET, Key: ".pulumi/stacks/runtime/dev.pr-123.json" };
    await s3.send(new PutObjectCommand({ ...copy, Body: checkpointBody() }));
    const { code, stderr } = await fleet.run("down", "base", "dev", "--yes", "--delete-data");
    await s3.send(new DeleteObjectCommand(copy));
    expect(code).to.equal(3);
    expect(stderr.trim()).to.equal(
      "error: base of dev cannot be destroyed while others stand on it: destroy these first (`fleet workspace destroy`, `fleet down enclaves`, `fleet down runtime`)\n  - runtime dev.pr-123 with 2 resources",
    );
  });

  it("refuses to destroy what holds data, or what others stand on, without its flag", async () => {
    const base = await fleet.run("down", "base", "dev", "--yes");
    expect(base.code).to.equal(3);
    expect(base.stderr).to.contain("Add --delete-data to destroy it.");
    const state = await fleet.run("down", "state", "dev", "--yes", "--include-state", "--delete-data");
    expect(state.code).to.equal(3);
    expect(state.stderr).to.match(/ {2}- base dev with \d+ resources/);
    const table = new DescribeTableCommand({ TableName: "hyperion-dev-requests" });
    const { Table } = await new DynamoDBClient(clientConfiguration(fleet)).send(table);
    expect(Table?.TableStatus).to.equal("ACTIVE");
  });

  it("destroys everything with the flags, and leaves neither bucket nor local state", async () => {
    const { stdout } = expectSuccess(
      await fleet.run("down", "all", "dev", "--yes", "--delete-data", "--include-state"),
    );
    expect(stdout).to.match(/^base dev: saves about \$\d+\.\d\d a month: 1 NatGateway \$35\.04, /m);
    expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).to.deep.equal([]);
    expectSuccess(await fleet.run("bootstrap", "dev"));
  });
});

async function stateKeyId(fleet: TestFleet): Promise<string> {
  const { stdout } = expectSuccess(await fleet.run("outputs", "state", "dev", "--json"));
  return JSON.parse(stdout).stateKeyArn;
}

async function locks(s3: S3Client): Promise<readonly (string | undefined)[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: LOCKS }));
  return Contents.map(({ Key }) => Key);
}

/** Waits until the process has printed `text`. */
async function seen(
  fleet: ReturnType<TestFleet["start"]>["process"],
  text: string,
  where: "stdout" | "stderr" = "stdout",
): Promise<void> {
  let printed = "";
  while (!printed.includes(text)) {
    const [chunk] = await once(fleet[where] ?? fleet, "data");
    printed += chunk.toString();
  }
}

function request(vcpus: number) {
  return {
    id: "signer",
    owner: "payments",
    spec: {
      image: `123456789012.dkr.ecr.eu-west-1.amazonaws.com/signer@sha256:${"a".repeat(64)}`,
      vcpus,
      memoryMib: 1024,
      ports: [8443],
      lifetimeHours: 24,
    },
  };
}
