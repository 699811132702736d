import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { doctor, type Finding } from "../../../../cli/commands/installation/doctor";
import { localProfilePath } from "../../../../cli/profile";
import { commandContext, failureOf } from "../../../support/command-context";

const BUCKET = "hyperion-dev-state-111122223333-eu-west-1";

describe("doctor", () => {
  const { PATH } = process.env;
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "fleet-doctor-"));
    // No Pulumi CLI of this machine is found.
    process.env.PATH = join(root, "nothing");
  });
  afterEach(() => {
    process.env.PATH = PATH;
    rmSync(root, { recursive: true });
  });

  function write(path: string, content: string): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    chmodSync(path, 0o755);
  }

  /** A program that prints `text`. */
  const installed = (path: string, text: string) =>
    write(join(root, ".fleet", path), `#!/bin/sh\necho ${text}\n`);

  function setUp(): void {
    mkdirSync(join(root, "node_modules", "@pulumi", "pulumi"), { recursive: true });
    installed("bin/pulumi", "v3.256.0");
    installed("venv/bin/python", "1.5.33");
  }

  /** The local AWS of this checkout, of process `pid`. */
  const profile = (pid: number) =>
    write(
      localProfilePath(root),
      JSON.stringify({ pid, endpoint: "http://127.0.0.1:4566", environment: {}, home: root, logs: root }),
    );

  it("names what it found when everything is right", async () => {
    setUp();
    const context = commandContext({ root });
    await doctor(context, undefined);
    expect(context.said.lines).to.deep.equal([
      `ok  Node.js: ${process.version}`,
      "ok  Node packages: installed",
      `ok  Pulumi CLI: v3.256.0 (${join(root, ".fleet", "bin", "pulumi")})`,
      "ok  AWS emulator: ministack 1.5.33",
      "ok  local AWS: does not run",
    ]);
  });

  it("names all that is wrong, each with what to do", async () => {
    const context = commandContext({ root });
    const failure = await failureOf(doctor(context, undefined));
    expect(failure).to.include({
      name: "PrerequisiteMissing",
      message: "3 of 5 checks failed: Node packages, Pulumi CLI, AWS emulator",
    });
    expect(context.said.lines).to.deep.equal([
      `ok  Node.js: ${process.version}`,
      "no  Node packages: missing",
      "    run `make setup`",
      "no  Pulumi CLI: missing, or of a version that does not fit",
      "    run `make setup`",
      "no  AWS emulator: missing",
      "    run `make setup`",
      "ok  local AWS: does not run",
    ]);
  });

  it("does not take a Pulumi CLI that is too old", async () => {
    setUp();
    installed("bin/pulumi", "v3.247.0");
    const failure = await failureOf(doctor(commandContext({ root }), undefined));
    expect(failure.message).to.equal("1 of 5 checks failed: Pulumi CLI");
  });

  const places: ReadonlyArray<readonly [string, number, string]> = [
    ["tells where the local AWS runs", process.pid, "runs at http://127.0.0.1:4566"],
    // above the largest pid of Linux and macOS
    ["knows that the local AWS has ended", 2 ** 30, "does not run"],
  ];
  for (const [title, pid, found] of places) {
    it(title, async () => {
      setUp();
      profile(pid);
      const context = commandContext({ root });
      await doctor(context, undefined);
      expect(context.said.lines.at(-1)).to.equal(`ok  local AWS: ${found}`);
    });
  }

  it("looks at an environment's backend when one is given", async () => {
    setUp();
    write(join(root, "Pulumi.dev.yaml"), "config:\n  aws:region: eu-west-1\n");
    const configuration = { region: "eu-west-1" };
    const [sts, s3, kms] = [
      new STSClient(configuration),
      new S3Client(configuration),
      new KMSClient(configuration),
    ];
    const s3Mock = mockClient(s3);
    mockClient(sts).on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
    mockClient(kms)
      .on(DescribeKeyCommand)
      .resolves({ KeyMetadata: { KeyId: "k", KeyState: "Enabled" } });
    const environment = async () => {
      const context = commandContext({ root, home: root, clients: { sts, s3, kms } });
      await doctor(context, "dev").catch(() => undefined);
      return (context.said.results as Finding[][])[0]?.at(-1);
    };

    s3Mock.on(HeadBucketCommand).resolves({});
    expect(await environment()).to.deep.equal({
      name: "environment dev",
      ok: true,
      found: `state in s3://${BUCKET}?region=eu-west-1`,
    });
    s3Mock
      .on(HeadBucketCommand)
      .rejects(Object.assign(new Error("S3"), { $metadata: { httpStatusCode: 404 } }));
    expect(await environment()).to.deep.equal({
      name: "environment dev",
      ok: false,
      found: `state bucket ${BUCKET} is missing in account 111122223333, eu-west-1: run \`fleet bootstrap dev\`, or choose the right account by AWS_PROFILE`,
    });
  });

  it("refuses an environment that does not exist", async () => {
    setUp();
    const failure = await failureOf(doctor(commandContext({ root }), "devel"));
    expect(failure.message).to.equal('environment "devel" is unknown: use one of dev, staging, prod');
  });
});
