import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import {
  LocalWorkspace,
  type LocalWorkspaceOptions,
  PulumiCommand,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation";

import { startProviders } from "../../local/providers/server";
import { shareNoConnections } from "./own-connections";

shareNoConnections();

/** The real engine with the provider stand-ins attached, and a state of its own in a temporary folder. */
export interface TestEngine {
  /** Variables of an engine with this backend and these stand-ins. */
  readonly environment: Readonly<Record<string, string>>;
  /** Options of the Automation API. */
  workspaceOptions(): Promise<LocalWorkspaceOptions>;
  /** A stack whose program is a function of the test. */
  stack(project: string, stack: string, program: PulumiFn): Promise<Stack>;
  close(): Promise<void>;
}

/** Attaches an engine to stand-ins that act with the AWS variables given. */
export async function startTestEngine(aws: Readonly<Record<string, string>>): Promise<TestEngine> {
  const folder = mkdtempSync(join(tmpdir(), "fleet-engine-"));
  const backend = join(folder, "backend");
  mkdirSync(backend);
  const providers = await startProviders(aws);
  const environment = {
    ...aws,
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_DEBUG_PROVIDERS: providers.debugProviders,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const workspaceOptions = async (): Promise<LocalWorkspaceOptions> => ({
    pulumiCommand: await PulumiCommand.get({ root: pulumiRoot() }),
    envVars: environment,
  });
  return {
    environment,
    workspaceOptions,
    stack: async (projectName, stackName, program) =>
      LocalWorkspace.createOrSelectStack(
        { projectName, stackName, program },
        {
          ...(await workspaceOptions()),
          workDir: mkdtempSync(join(folder, "work-")),
          projectSettings: { name: projectName, runtime: "nodejs", backend: { url: `file://${backend}` } },
        },
      ),
    close: async () => {
      await providers.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Folder that holds `bin/pulumi`. */
export function pulumiRoot(): string {
  return process.env.FLEET_PULUMI_ROOT ?? resolve(".fleet");
}
