import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FleetError } from "../../../contracts/errors";
import { type AwsProvider, awsProviderOf, type Profile } from "../../../contracts/local-profile";
import type { Context } from "../../context";
import { formatDuration } from "../../output/duration";
import { localProfilePath, readProfile } from "../../profile";
import { awsPluginFolder } from "./aws-plugin";

const START_TIMEOUT = 120_000;
const POLL_INTERVAL = 100;
const LOG_LINES = 20;

/**
 * Starts the local AWS as a process of its own and waits until it can be used.
 *
 * @param awsProvider who makes the resources of package `aws` there
 * @throws FleetError `PrerequisiteMissing`; `OperationRefused` when it runs with the other provider
 */
export async function start(context: Context, awsProvider: AwsProvider): Promise<void> {
  const path = localProfilePath(context.root);
  const running = readProfile(path);
  if (running && awsProviderOf(running) !== awsProvider) {
    throw new FleetError(
      "OperationRefused",
      `the local AWS runs already at ${running.endpoint}, with --provider ${awsProviderOf(running)}: end it by \`fleet local stop\`, which deletes all that is deployed there`,
    );
  }
  if (!running && awsProvider === "aws") {
    awsPluginFolder(context.root);
  }
  const started = context.clock.now().getTime();
  const profile = running ?? (await startProcess(context, path, awsProvider));
  const took = formatDuration(context.clock.now().getTime() - started);
  context.output.result(profile, () =>
    context.output.line(
      running
        ? `the local AWS runs already at ${profile.endpoint}`
        : `the local AWS runs at ${profile.endpoint} after ${took}; use it by \`fleet --local …\``,
    ),
  );
}

async function startProcess(context: Context, path: string, awsProvider: AwsProvider): Promise<Profile> {
  const logs = join(context.root, ".fleet", "local", "logs");
  mkdirSync(logs, { recursive: true });
  const logFile = join(logs, "local.log");
  const log = openSync(logFile, "w");
  const local = spawn(
    process.execPath,
    [
      "--require",
      join(context.root, "register.cjs"),
      join(context.root, "local", "main.ts"),
      "--provider",
      awsProvider,
    ],
    { cwd: context.root, detached: true, stdio: ["ignore", log, log] },
  );
  closeSync(log);
  local.unref();
  let ended = false;
  local.once("exit", () => {
    ended = true;
  });
  const end = context.clock.now().getTime() + START_TIMEOUT;
  while (!ended && context.clock.now().getTime() < end) {
    const profile = readProfile(path);
    if (profile) {
      return profile;
    }
    await context.clock.sleep(POLL_INTERVAL);
  }
  if (!ended) {
    local.kill("SIGTERM");
  }
  throw new FleetError(
    "PrerequisiteMissing",
    `the local AWS did not start: the end of ${logFile} tells why`,
    readFileSync(logFile, "utf8").trim().split("\n").slice(-LOG_LINES),
  );
}
