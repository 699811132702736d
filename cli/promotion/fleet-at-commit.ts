import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { stringify } from "yaml";
import { type Environment, PROJECTS } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";
import type { Context } from "../context";
import { readSettings, settingsPath } from "../engine/stack-settings";

/** Lines of a failed command that are told again at the end. */
const TOLD_LINES = 10;

/**
 * Runs the `fleet` of a checkout in a process of its own: with its programs, its configuration and its way of doing
 * things. Ctrl-C lets it stop gracefully.
 * @param configured what replaces the environment's configuration under a profile, which has its own
 * @throws FleetError `DeploymentFailed` with what it said last, `DeploymentInterrupted`
 */
export async function runFleetAt(
  context: Context,
  folder: string,
  environment: Environment,
  configured: Readonly<Record<string, unknown>> | undefined,
  args: readonly string[],
): Promise<void> {
  const profile = context.profile && profileOf(context, folder, environment, configured);
  try {
    const { code, said } = await context.interruption.graceful((signal) =>
      run(context, folder, args, profile && { FLEET_PROFILE: profile.path }, signal),
    );
    if (code !== 0) {
      throw new FleetError(
        code === 130 ? "DeploymentInterrupted" : "DeploymentFailed",
        `\`fleet ${args.join(" ")}\` of the old commit ended with code ${code}`,
        said.slice(-TOLD_LINES),
      );
    }
  } finally {
    profile?.remove();
  }
}

function run(
  context: Context,
  folder: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> | undefined,
  signal: AbortSignal,
): Promise<{ readonly code: number; readonly said: readonly string[] }> {
  // A group of its own: Ctrl-C at a terminal would reach it twice, and a second signal kills.
  const child = spawn(process.execPath, [join(folder, "bin", "fleet"), ...args], {
    cwd: folder,
    detached: true,
    env: { ...process.env, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = () => child.kill("SIGINT");
  signal.addEventListener("abort", stop);
  const said: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => context.output.line(`  ${line}`));
  createInterface({ input: child.stderr }).on("line", (line) => {
    said.push(line);
    context.output.error(`  ${line}`);
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      signal.removeEventListener("abort", stop);
      resolve({ code: code ?? 1, said });
    });
  });
}

/** A profile like the chosen one, whose configuration is that of the promotion. */
function profileOf(
  { profile, home }: Context,
  folder: string,
  environment: Environment,
  configured: Readonly<Record<string, unknown>> | undefined,
): { readonly path: string; remove(): void } {
  const place = mkdtempSync(join(tmpdir(), "fleet-rollback-"));
  for (const project of PROJECTS) {
    mkdirSync(join(place, project));
    const file = project === "state" ? "Pulumi.yaml" : join(project, "Pulumi.yaml");
    copyFileSync(join(folder, file), join(place, file));
  }
  const settings = readSettings(home, environment);
  const whole = { ...settings, config: configured ?? settings.config };
  writeFileSync(settingsPath(place, environment), stringify(whole));
  const path = join(place, "profile.json");
  writeFileSync(path, JSON.stringify({ ...profile, home: place }));
  return { path, remove: () => rmSync(place, { recursive: true, force: true }) };
}
