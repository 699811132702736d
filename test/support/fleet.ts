import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import type { Profile } from "../../contracts/local-profile";
import { prepareHome } from "../../local/home";
import { type Providers, startProviders } from "../../local/providers/server";
import { startTestEmulator, type TestEmulator } from "./emulator";

const ROOT = resolve(__dirname, "..", "..");

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `fleet` as a process, on an emulator with provider stand-ins of its own; without task host and stream host. */
export interface TestFleet {
  readonly emulator: TestEmulator;
  /** Where its Pulumi.yaml files are. */
  readonly home: string;
  /** Environment of every process that uses this AWS: clients, engine, `fleet`. */
  readonly environment: Readonly<Record<string, string>>;
  /** By which `fleet` finds all of it. */
  readonly profile: Profile;
  run(...args: readonly string[]): Promise<Finished>;
  /** As {@link run}, for a test that does something meanwhile; leads a process group. */
  start(...args: readonly string[]): { readonly process: ChildProcess; readonly finished: Promise<Finished> };
  stop(): Promise<void>;
}

export async function startTestFleet(): Promise<TestFleet> {
  const folder = mkdtempSync(join(tmpdir(), "fleet-test-"));
  const home = join(folder, "home");
  const emulator = await startTestEmulator();
  const providers = await startProviders(emulator.environment);
  prepareHome(ROOT, home);
  const environment = {
    ...emulator.environment,
    PULUMI_DEBUG_PROVIDERS: providers.debugProviders,
    PULUMI_HOME: join(folder, "pulumi"),
    TMPDIR: join(folder, "tmp"),
  };
  mkdirSync(environment.PULUMI_HOME);
  mkdirSync(environment.TMPDIR);
  const profile: Profile = { pid: process.pid, endpoint: emulator.endpoint, environment, home, logs: folder };
  const profilePath = join(folder, "profile.json");
  writeFileSync(profilePath, JSON.stringify(profile));
  const start = (...args: readonly string[]) => startFleet(args, profilePath);
  return {
    emulator,
    home,
    environment,
    profile,
    start,
    run: (...args) => start(...args).finished,
    stop: () => stop(emulator, providers, folder),
  };
}

/** Starts `fleet` on the AWS of a profile, as the leader of a process group. @param root the checkout that it is of */
export function startFleet(args: readonly string[], profilePath: string, root: string = ROOT) {
  const fleet = spawn(process.execPath, [join(root, "bin", "fleet"), ...args], {
    cwd: root,
    detached: true,
    env: { ...process.env, FLEET_PROFILE: profilePath },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  fleet.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  fleet.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const finished = new Promise<Finished>((end, fail) => {
    fleet.once("error", fail);
    fleet.once("close", (code) => end({ code, stdout, stderr }));
  });
  return { process: fleet, finished };
}

/** What an AWS client needs to talk to the fleet's emulator. */
export function clientConfiguration(fleet: TestFleet) {
  return {
    endpoint: fleet.emulator.endpoint,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
}

export function expectSuccess(finished: Finished): Finished {
  expect(finished.code, `${finished.stdout}\n${finished.stderr}`).to.equal(0);
  return finished;
}

async function stop(emulator: TestEmulator, providers: Providers, folder: string): Promise<void> {
  await providers.close();
  await emulator.stop();
  rmSync(folder, { recursive: true, force: true });
}
