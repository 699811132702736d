import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { currentVersion } from "../../backend/checkpoints/versions";
import { listLocks } from "../../backend/locks/locks";
import type { StateBucket } from "../../backend/state-bucket";
import type { Profile } from "../../contracts/local-profile";
import { type DenyingProxy, startDenyingProxy } from "../support/denying-proxy";
import {
  clientConfiguration,
  expectSuccess,
  type Finished,
  startFleet,
  startTestFleet,
  type TestFleet,
} from "../support/fleet";

const STACK = { project: "state", stack: "dev" } as const;
const CHECKPOINTS = ".pulumi/stacks/";

// The emulator's S3 does not ask KMS, so what S3 answers then comes from a proxy.
describe("while KMS denies the state key", function () {
  this.timeout(180_000);
  let fleet: TestFleet;
  let proxy: DenyingProxy;
  let bucket: StateBucket;
  let run: (...args: readonly string[]) => Promise<Finished>;

  before(async () => {
    fleet = await startTestFleet();
    expectSuccess(await fleet.run("bootstrap", "dev"));
    proxy = await startDenyingProxy(fleet.emulator.endpoint);
    bucket = {
      s3: new S3Client(clientConfiguration(fleet)),
      name: "hyperion-dev-state-000000000000-eu-west-1",
    };
    const profile: Profile = {
      pid: process.pid,
      endpoint: proxy.endpoint,
      environment: { ...fleet.environment, AWS_ENDPOINT_URL: proxy.endpoint },
      home: fleet.home,
      logs: fleet.home,
    };
    const path = join(fleet.home, "through-proxy.json");
    writeFileSync(path, JSON.stringify(profile));
    run = (...args) => startFleet(args, path).finished;
  });
  afterEach(() => proxy?.deny(undefined));
  after(async () => {
    await proxy?.close();
    await fleet?.stop();
  });

  it("a run fails, its lock is released and the old checkpoint is intact", async () => {
    const before = await currentVersion(bucket, STACK);
    proxy.deny(CHECKPOINTS);
    const { code, stderr } = await run("up", "state", "dev");
    expect(code, stderr).to.equal(1);
    expect(proxy.denied()).to.be.greaterThan(0);
    expect(stderr)
      .to.match(/^error: up on state dev failed\n/m)
      .and.contain("kms:GenerateDataKey");
    expect(await currentVersion(bucket, STACK)).to.deep.equal(before);
    expect(await listLocks(bucket, STACK)).to.deep.equal([]);
    expectSuccess(await run("state", "verify", "state", "dev"));
  });

  it("a restore fails and changes nothing", async () => {
    const before = await currentVersion(bucket, STACK);
    proxy.deny(CHECKPOINTS);
    const { code, stderr } = await run("state", "restore", "state", "dev", "previous", "--yes");
    expect(code, stderr).to.equal(1);
    expect(stderr).to.match(
      /^error: state dev was not restored and is as it was: S3 refuses to write \.pulumi\/stacks\/fleet-state\/dev\.json: .* not authorized to perform: kms:GenerateDataKey/m,
    );
    expect(await currentVersion(bucket, STACK)).to.deep.equal(before);
    expect(await listLocks(bucket, STACK)).to.deep.equal([]);
  });

  it("the next run goes on where the last good one ended", async () => {
    expectSuccess(await run("up", "state", "dev"));
    expect((await currentVersion(bucket, STACK))?.savedAt).to.be.instanceOf(Date);
    const { stdout } = expectSuccess(await run("preview", "state", "dev", "--json"));
    expect(JSON.parse(stdout)[0].changes).to.have.all.keys("same");
  });
});
