import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { getCallerIdentity } from "@pulumi/aws";
import { LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import type { Profile } from "../../contracts/local-profile";
import { pulumiRoot } from "../support/engine";
import { until } from "../support/runner-scenario";

describe("local/main", function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), "fleet-local-"));
  const profilePath = join(folder, "profile.json");
  after(() => rmSync(folder, { recursive: true, force: true }));

  function start(...options: readonly string[]) {
    const script = ["-r", resolve("register.cjs"), resolve("local/main.ts")];
    const child = spawn(process.execPath, [...script, ...options, folder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    child.stdout.resume();
    const exited = new Promise<number | null>((done) => child.once("exit", done));
    return { child, exited };
  }

  async function profile(): Promise<Profile> {
    await until("the profile", async () => (existsSync(profilePath) ? true : undefined));
    return JSON.parse(readFileSync(profilePath, "utf8"));
  }

  function isUp(endpoint: string): Promise<boolean> {
    return fetch(`${endpoint}/_ministack/health`).then(
      (response) => response.ok,
      () => false,
    );
  }

  it("has a profile for as long as it can be used, and ends all it started on SIGTERM", async () => {
    const { child, exited } = start();
    const { pid, endpoint, environment, home } = await profile();
    expect(pid).to.equal(child.pid);
    expect(environment).to.include({ AWS_ENDPOINT_URL: endpoint, AWS_REGION: "eu-west-1" });
    expect(environment.PULUMI_DEBUG_PROVIDERS).to.match(/^aws:\d+,awsx:\d+,command:\d+$/);
    expect(existsSync(join(home, "base", "Pulumi.yaml"))).to.equal(true);
    expect(await isUp(endpoint)).to.equal(true);
    child.kill("SIGTERM");
    expect(await exited).to.equal(0);
    expect(existsSync(profilePath)).to.equal(false);
    expect(await isUp(endpoint)).to.equal(false);
  });

  it("leaves package aws to the plugin on PATH with --provider aws", async () => {
    const bin = join(folder, "bin");
    const started = join(folder, "started");
    const { PATH } = process.env;
    // The official plugin's place, taken by the stand-in as a process that the engine itself starts.
    const serve = `require(${JSON.stringify(resolve("local/providers/server"))})
      .startProviders(process.env).then(({ ports }) => console.log(ports.aws))`;
    mkdirSync(bin);
    writeFileSync(
      join(bin, "pulumi-resource-aws"),
      `#!/bin/sh
echo "$AWS_ENDPOINT_URL" >> '${started}'
exec '${process.execPath}' -r '${resolve("register.cjs")}' -e '${serve}'
`,
      { mode: 0o755 },
    );
    process.env.PATH = `${bin}${delimiter}${PATH}`;
    try {
      const { child, exited } = start("--provider", "aws");
      const { endpoint, environment } = await profile();
      expect(environment.PULUMI_DEBUG_PROVIDERS).to.match(/^awsx:\d+,command:\d+$/);
      const account = async () => ({ id: (await getCallerIdentity()).accountId });
      const backend = join(folder, "backend");
      mkdirSync(backend);
      const stack = await LocalWorkspace.createStack(
        { projectName: "account", stackName: "dev", program: account },
        {
          pulumiCommand: await PulumiCommand.get({ root: pulumiRoot() }),
          workDir: mkdtempSync(join(folder, "work-")),
          envVars: {
            ...environment,
            PULUMI_BACKEND_URL: `file://${backend}`,
            PULUMI_CONFIG_PASSPHRASE: "test",
            PULUMI_HOME: join(folder, "pulumi"),
          },
        },
      );
      expect((await stack.up()).outputs.id?.value).to.equal("000000000000");
      expect(new Set(readFileSync(started, "utf8").trim().split("\n"))).to.deep.equal(new Set([endpoint]));
      child.kill("SIGTERM");
      expect(await exited).to.equal(0);
    } finally {
      process.env.PATH = PATH;
    }
  });

  for (const { readers, close } of [
    { readers: "", close: false },
    { readers: ", also when nobody reads that any longer", close: true },
  ]) {
    it(`ends with an error, and without its profile, when the emulator dies${readers}`, async () => {
      const { child, exited } = start();
      const { endpoint } = await profile();
      if (close) {
        child.stdout.destroy();
      }
      const emulator = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8")
        .trim()
        .split(" ")[0];
      process.kill(-Number(emulator), "SIGKILL");
      expect(await exited).to.equal(1);
      expect(existsSync(profilePath)).to.equal(false);
      expect(await isUp(endpoint)).to.equal(false);
    });
  }
});
