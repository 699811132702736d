import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { AWS_PROVIDERS } from "../contracts/local-profile";
import { AwsStandIn } from "./aws-stand-in";

/**
 * Runs AWS's stand-in until it gets SIGTERM or SIGINT. The profile is there exactly as long as it can be used.
 *
 * Usage: node --require ./register.cjs local/main.ts [--provider stand-in|aws] [folder]; the folder is .fleet/local
 * by default, and the provider of package `aws` the stand-in.
 */
async function main(): Promise<void> {
  const root = resolve(__dirname, "..");
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { provider: { type: "string", default: "stand-in" } },
  });
  const awsProvider = AWS_PROVIDERS.find((each) => each === values.provider);
  if (!awsProvider) {
    throw new Error(`--provider ${values.provider} is not known: use one of ${AWS_PROVIDERS.join(", ")}`);
  }
  const folder = resolve(positionals[0] ?? join(root, ".fleet", "local"));
  const profilePath = join(folder, "profile.json");
  let awsStandIn: AwsStandIn | undefined;
  let ending: Promise<void> | undefined;

  const end = (exitCode: number) => {
    ending ??= (async () => {
      rmSync(profilePath, { force: true });
      await awsStandIn?.stop();
      process.exit(exitCode);
    })();
    return ending;
  };
  process.on("SIGTERM", () => end(0));
  process.on("SIGINT", () => end(0));
  // Whoever reads is gone without a signal; unheard, each line about that error would be the next such error.
  process.stdout.on("error", () => end(0));
  process.on("uncaughtException", (error) => {
    log(error.stack ?? error.message);
    end(1);
  });

  rmSync(profilePath, { force: true });
  awsStandIn = await AwsStandIn.start({
    root,
    folder,
    awsProvider,
    emulatorBinary: process.env.MINISTACK ?? join(root, ".fleet", "venv", "bin", "ministack"),
    log,
    onEmulatorEnd: () => {
      if (!ending) {
        log("the emulator ended by itself: its log tells why");
        end(1);
      }
    },
  });
  if (!ending) {
    // A reader sees the whole profile or none.
    writeFileSync(`${profilePath}.new`, JSON.stringify(awsStandIn.profile, undefined, 2));
    renameSync(`${profilePath}.new`, profilePath);
    log(`ready at ${awsStandIn.profile.endpoint}`);
  }
}

function log(message: string): void {
  process.stdout.write(`${new Date().toISOString()} ${message}\n`);
}

main().catch((error: unknown) => {
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
});
