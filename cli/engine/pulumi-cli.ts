import { execFile } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import { FleetError } from "../../contracts/errors";
import { formatDuration } from "../output/duration";

const run = promisify(execFile);

/** The version that is built where none can be downloaded; its source is pinned in tools/go.mod. */
export const PULUMI_BUILT_VERSION = "3.256.0";

/** The version of the SDK in package.json: the one that is downloaded, and the oldest that fits. */
export const PULUMI_MINIMUM = "3.248.0";

/** An official download that has not come after this long will not come: the network has no way to it. */
const DOWNLOAD_TIMEOUT = 60_000;
const DOWNLOAD_PROBE_TIMEOUT = 5_000;

/**
 * The Pulumi CLI: the one on PATH when its version is in range, else the project's own. Where there is none it is
 * installed into `directory`, and `say` tells so.
 *
 * @param directory the project's cache; the CLI is `<directory>/bin/pulumi`
 * @throws FleetError `PrerequisiteMissing` when it can neither be downloaded nor built
 */
export async function pulumiCli(directory: string, say: (text: string) => void): Promise<PulumiCommand> {
  return (await findPulumiCli(directory)) ?? (await installPulumiCli(directory, say));
}

/** The CLI on PATH or in the project's cache; undefined when neither is there in a version that fits. */
export async function findPulumiCli(directory: string): Promise<PulumiCommand | undefined> {
  return (
    (await usable(() => PulumiCommand.get())) ?? (await usable(() => PulumiCommand.get({ root: directory })))
  );
}

async function usable(get: () => Promise<PulumiCommand>): Promise<PulumiCommand | undefined> {
  try {
    const cli = await get();
    return cli.version && cli.version.compare(PULUMI_MINIMUM) >= 0 ? cli : undefined;
  } catch {
    // not there, or of another major version
    return undefined;
  }
}

async function installPulumiCli(directory: string, say: (text: string) => void): Promise<PulumiCommand> {
  const started = Date.now();
  const cli = (await download(directory, say)) ?? (await build(directory, say));
  say(`Pulumi CLI v${cli.version} is ready after ${formatDuration(Date.now() - started)}`);
  return cli;
}

async function download(directory: string, say: (text: string) => void): Promise<PulumiCommand | undefined> {
  if (!(await reachable("https://get.pulumi.com/install.sh"))) {
    return undefined;
  }
  say(`Pulumi CLI v${PULUMI_MINIMUM}: downloading the official release`);
  try {
    return await withTimeout(PulumiCommand.install({ root: directory }), DOWNLOAD_TIMEOUT);
  } catch {
    say("Pulumi CLI: the official release could not be downloaded");
    return undefined;
  }
}

async function reachable(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: "HEAD",
      signal: AbortSignal.timeout(DOWNLOAD_PROBE_TIMEOUT),
    });
    return response.ok;
  } catch {
    return false;
  }
}

async function withTimeout<Value>(value: Promise<Value>, milliseconds: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${formatDuration(milliseconds)}`)), milliseconds);
  });
  try {
    return await Promise.race([value, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

async function build(directory: string, say: (text: string) => void): Promise<PulumiCommand> {
  const go = await goVersion();
  if (!go) {
    throw new FleetError(
      "PrerequisiteMissing",
      `the Pulumi CLI is missing and can be neither downloaded nor built here: install Pulumi ${PULUMI_MINIMUM} or newer (https://www.pulumi.com/docs/install), or Go 1.21 or newer`,
    );
  }
  say(
    `Pulumi CLI v${PULUMI_BUILT_VERSION}: building it from its Go module with ${go}; once, 3 to 5 minutes on two cores`,
  );
  const bin = join(directory, "bin");
  const finished = join(bin, "pulumi");
  const unfinished = `${finished}.${process.pid}`;
  mkdirSync(bin, { recursive: true });
  try {
    await run(
      "go",
      [
        "build",
        "-trimpath",
        "-ldflags",
        `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${PULUMI_BUILT_VERSION}`,
        "-o",
        unfinished,
        "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
      ],
      { cwd: join(__dirname, "..", "..", "tools"), maxBuffer: 16 * 1024 * 1024 },
    );
    renameSync(unfinished, finished);
  } catch (error) {
    const lines = String((error as { stderr?: string }).stderr ?? error)
      .trim()
      .split("\n");
    throw new FleetError("PrerequisiteMissing", "the Pulumi CLI could not be built", lines.slice(-10), {
      cause: error,
    });
  } finally {
    if (existsSync(unfinished)) {
      rmSync(unfinished);
    }
  }
  return PulumiCommand.get({ root: directory });
}

async function goVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await run("go", ["env", "GOVERSION"]);
    return stdout.trim().replace(/^go/, "Go ");
  } catch {
    return undefined;
  }
}
