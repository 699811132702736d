import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseEnvironment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { localProfilePath, readProfile } from "../../profile";

const run = promisify(execFile);

/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  /** What was found. */
  readonly found: string;
  /** What to do when it is not right. */
  readonly remedy?: string;
}

type Check = (context: Context) => Promise<Finding>;

const CHECKS: readonly Check[] = [checkNode, checkPackages, checkPulumi, checkEmulator, checkLocal];

/**
 * Checks the set-up and, when it is given, one environment's backend.
 * @throws FleetError `PrerequisiteMissing` when something is not right
 */
export async function doctor(context: Context, environment: string | undefined): Promise<void> {
  const findings = await Promise.all(CHECKS.map((check) => check(context)));
  if (environment !== undefined) {
    findings.push(await checkEnvironment(context, environment));
  }
  context.output.result(findings, () => {
    for (const { name, ok, found, remedy } of findings) {
      const { green, red } = context.output.color;
      context.output.line(`${ok ? green("ok ") : red("no ")} ${name}: ${found}`);
      if (!ok && remedy) {
        context.output.line(`    ${remedy}`);
      }
    }
  });
  const wrong = findings.filter(({ ok }) => !ok);
  if (wrong.length > 0) {
    throw new FleetError(
      "PrerequisiteMissing",
      `${wrong.length} of ${findings.length} checks failed: ${wrong.map(({ name }) => name).join(", ")}`,
    );
  }
}

async function checkNode(): Promise<Finding> {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return {
    name: "Node.js",
    ok: major > 20 || (major === 20 && minor >= 19),
    found: process.version,
    remedy: "install version 20.19 or newer from https://nodejs.org",
  };
}

async function checkPackages({ root }: Context): Promise<Finding> {
  const ok = existsSync(join(root, "node_modules", "@pulumi", "pulumi"));
  return { name: "Node packages", ok, found: ok ? "installed" : "missing", remedy: "run `make setup`" };
}

async function checkPulumi({ root }: Context): Promise<Finding> {
  const { findPulumiCli } = require("../../engine/pulumi-cli") as typeof import("../../engine/pulumi-cli");
  const cli = await findPulumiCli(join(root, ".fleet"));
  return {
    name: "Pulumi CLI",
    ok: cli !== undefined,
    found: cli ? `v${cli.version} (${cli.command})` : "missing, or of a version that does not fit",
    remedy: "run `make setup`",
  };
}

async function checkEmulator({ root }: Context): Promise<Finding> {
  const finding = { name: "AWS emulator", remedy: "run `make setup`" };
  try {
    const python = join(root, ".fleet", "venv", "bin", "python");
    const script = "import importlib.metadata as m; print(m.version('ministack'))";
    const { stdout } = await run(python, ["-c", script]);
    return { ...finding, ok: true, found: `ministack ${stdout.trim()}` };
  } catch {
    return { ...finding, ok: false, found: "missing" };
  }
}

async function checkLocal({ root }: Context): Promise<Finding> {
  const profile = readProfile(localProfilePath(root));
  // Nothing is wrong with a local AWS that nobody needs.
  return { name: "local AWS", ok: true, found: profile ? `runs at ${profile.endpoint}` : "does not run" };
}

async function checkEnvironment(context: Context, name: string): Promise<Finding> {
  const { checkedBackend } =
    require("../../engine/environment-backend") as typeof import("../../engine/environment-backend");
  const environment = parseEnvironment(name);
  try {
    const backend = await checkedBackend(context, environment);
    return { name: `environment ${environment}`, ok: true, found: `state in ${backend.url}` };
  } catch (error) {
    return { name: `environment ${environment}`, ok: false, found: (error as Error).message };
  }
}
