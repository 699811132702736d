import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import type { Profile } from "../../contracts/local-profile";
import { until } from "../support/runner-scenario";

describe("local/main", function () {
  this.timeout(90_000);
  const folder = mkdtempSync(join(tmpdir(), "fleet-local-"));
  const profilePath = join(folder, "profile.json");
  after(() => rmSync(folder, { recursive: true, force: true }));

  function start() {
    const child = spawn(process.execPath, ["-r", resolve("register.cjs"), resolve("local/main.ts"), folder], {
      stdio: ["ignore", "ignore", "inherit"],
    });
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

  it("ends with an error, and without its profile, when the emulator dies", async () => {
    const { child, exited } = start();
    const { endpoint } = await profile();
    const emulator = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8")
      .trim()
      .split(" ")[0];
    process.kill(-Number(emulator), "SIGKILL");
    expect(await exited).to.equal(1);
    expect(existsSync(profilePath)).to.equal(false);
    expect(await isUp(endpoint)).to.equal(false);
  });
});
