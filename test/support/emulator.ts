import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { startEmulator } from "../../local/emulator";
import { loopbackPort } from "../../local/loopback-port";

export interface TestEmulator {
  readonly endpoint: string;
  /** AWS variables of the account's root user. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** An emulator of its own on a free port, empty, with IAM enforcement. */
export async function startTestEmulator(): Promise<TestEmulator> {
  const folder = mkdtempSync(join(tmpdir(), "fleet-emulator-"));
  const emulator = await startEmulator({
    port: await loopbackPort(0),
    logFile: join(folder, "emulator.log"),
    binary: process.env.MINISTACK ?? resolve(".fleet/venv/bin/ministack"),
  });
  return {
    endpoint: emulator.endpoint,
    environment: {
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    },
    stop: async () => {
      await emulator.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
