import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { parseLock } from "../../../backend/locks/locks";
import { isRunning } from "../../../backend/locks/running-process";
import { type Environment, PULUMI_PROJECT } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import type { Deployment, StackTarget } from "../../engine/engine";
import { isSecure, readSettings, settingsPath } from "../../engine/stack-settings";

/** How long the engine of a killed run may need to end, in milliseconds. */
const ORPHAN_TIMEOUT = 120_000;
const ORPHAN_INTERVAL = 500;

/** How Pulumi marks an encrypted value in a state. */
const CIPHERTEXT_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/**
 * Opens a state of project `state` on this machine, as a new stack under a passphrase that is only in this
 * process's memory. What an interrupted run had saved is taken over: the program has no secrets, so its state can
 * be read without the passphrase that died with that run.
 */
export async function openLocalState(context: Context, environment: Environment): Promise<StackTarget> {
  const directory = localStateDirectory(context, environment);
  await awaitOrphan(context, directory, environment);
  const saved = readSavedState(directory, environment);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  writeSettings(context.home, directory, environment);
  const target: StackTarget = {
    project: "state",
    stack: environment,
    workDir: directory,
    backend: {
      url: `file://${directory}`,
      secretsProvider: "passphrase",
      variables: { PULUMI_CONFIG_PASSPHRASE: randomBytes(32).toString("base64url") },
    },
  };
  await context.engine().createStack(target);
  if (saved) {
    context.output.line("going on where an interrupted run stopped");
    await context.engine().importState(target, saved);
  }
  return target;
}

/** Whether a run has left a state here that the next one has to go on with. */
export function hasLocalState(context: Context, environment: Environment): boolean {
  return existsSync(localStateDirectory(context, environment));
}

export function removeLocalState(context: Context, environment: Environment): void {
  rmSync(localStateDirectory(context, environment), { recursive: true, force: true });
}

/** In the profile's home, if any, so that a local environment and a real one of the same name stay apart. */
export function localStateDirectory(context: Context, environment: Environment): string {
  const fleet = context.profile ? context.home : join(context.root, ".fleet");
  return join(fleet, "bootstrap", environment);
}

/** The state that a run saved in `directory`; undefined when there is none that can be gone on with. */
function readSavedState(directory: string, environment: Environment): Deployment | undefined {
  const path = join(directory, ".pulumi", "stacks", PULUMI_PROJECT.state, `${environment}.json`);
  if (!existsSync(path)) {
    return undefined;
  }
  const text = readFileSync(path, "utf8");
  if (text.includes(CIPHERTEXT_SIGNATURE)) {
    return undefined;
  }
  const { version, checkpoint } = JSON.parse(text);
  if (!checkpoint?.latest?.resources) {
    return undefined;
  }
  const { secrets_providers, ...deployment } = checkpoint.latest;
  return { version, deployment };
}

/** The settings that the program reads, without those that say how secrets are encrypted elsewhere. */
function writeSettings(home: string, directory: string, environment: Environment): void {
  const { config } = readSettings(home, environment);
  const plain = Object.fromEntries(Object.entries(config).filter(([, value]) => !isSecure(value)));
  writeFileSync(settingsPath(directory, environment), stringify({ config: plain }));
  writeFileSync(join(directory, "Pulumi.yaml"), stringify({ name: PULUMI_PROJECT.state, runtime: "nodejs" }));
}

/** Waits for the engine of a killed run: it ends by itself, but may be creating something at this moment. */
async function awaitOrphan(context: Context, directory: string, environment: Environment): Promise<void> {
  const locks = join(directory, ".pulumi", "locks", "organization", PULUMI_PROJECT.state, environment);
  const pids = (existsSync(locks) ? readdirSync(locks) : []).map(
    (name) => parseLock(readFileSync(join(locks, name), "utf8"))?.pid,
  );
  for (const pid of pids) {
    if (pid === undefined || !isRunning(pid)) {
      continue;
    }
    context.output.line(`waiting for the engine of an interrupted run (process ${pid})`);
    const end = context.clock.now().getTime() + ORPHAN_TIMEOUT;
    while (isRunning(pid)) {
      if (context.clock.now().getTime() > end) {
        throw new FleetError(
          "StackLocked",
          `process ${pid} still works on ${directory}: wait for it to end, or end it`,
        );
      }
      await context.clock.sleep(ORPHAN_INTERVAL);
    }
  }
}
