import { mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { awsPluginFolder } from "../cli/commands/local/aws-plugin";
import type { AwsProvider, Profile } from "../contracts/local-profile";
import { type Emulator, startEmulator } from "./emulator";
import { prepareHome } from "./home";
import { loopbackPort } from "./loopback-port";
import { type Providers, startProviders } from "./providers/server";
import { StreamHost } from "./stream-host";
import { TaskHost } from "./task-host";

/** The emulator's own default, which tools for emulators expect. */
const PREFERRED_PORT = 4566;

const REGION = "eu-west-1";

export interface AwsStandInOptions {
  /** Folder of the repository. */
  readonly root: string;
  /** Folder of profile, logs and home. */
  readonly folder: string;
  /** Path of `ministack`. */
  readonly emulatorBinary: string;
  readonly awsProvider: AwsProvider;
  readonly log: (message: string) => void;
  /** Called when the emulator ends although nobody stopped it. */
  readonly onEmulatorEnd: () => void;
}

/** AWS on one machine: emulator, provider stand-ins, task host and stream host. */
export class AwsStandIn {
  readonly profile: Profile;
  readonly #parts: { readonly stop: () => Promise<void> }[];

  private constructor(profile: Profile, parts: { readonly stop: () => Promise<void> }[]) {
    this.profile = profile;
    this.#parts = parts;
  }

  /** @throws FleetError `PrerequisiteMissing` when the plugin is asked for and is not installed */
  static async start(options: AwsStandInOptions): Promise<AwsStandIn> {
    const { root, folder, awsProvider, log } = options;
    // Tasks have a PULUMI_HOME of their own, without plugins; on PATH they find it.
    const plugin = awsProvider === "aws" ? [awsPluginFolder(root)] : [];
    const [home, logs] = [join(folder, "home"), join(folder, "logs")];
    mkdirSync(logs, { recursive: true });
    prepareHome(root, home);

    const emulator = await startEmulator({
      port: await loopbackPort(PREFERRED_PORT),
      logFile: join(logs, "emulator.log"),
      binary: options.emulatorBinary,
    });
    emulator.ended.then(options.onEmulatorEnd);
    const aws = rootVariables(emulator);
    const providers = await startProviders(aws, awsProvider);
    const { endpoint } = emulator;
    // Where setup puts Pulumi; an own installation counts too.
    const path = [join(root, ".fleet", "bin"), ...plugin, process.env.PATH].join(delimiter);
    const taskHost = new TaskHost({ endpoint, region: REGION, root, logs, path, awsProvider, log });
    const streamHost = new StreamHost({ endpoint, region: REGION, log });
    taskHost.start();
    streamHost.start();

    return new AwsStandIn(profileOf(endpoint, aws, providers, home, logs), [
      streamHost,
      taskHost,
      { stop: () => providers.close() },
      emulator,
    ]);
  }

  /** From the front of the pipeline to its back, so that nothing is started that nothing would end. */
  async stop(): Promise<void> {
    for (const part of this.#parts) {
      await part.stop();
    }
  }
}

function rootVariables(emulator: Emulator): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: emulator.endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  };
}

function profileOf(
  endpoint: string,
  aws: Readonly<Record<string, string>>,
  providers: Providers,
  home: string,
  logs: string,
): Profile {
  return {
    pid: process.pid,
    endpoint,
    environment: {
      ...aws,
      PULUMI_DEBUG_PROVIDERS: providers.debugProviders,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    },
    home,
    logs,
  };
}
