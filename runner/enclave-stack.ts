import {
  CommandError,
  ConcurrentUpdateError,
  type InlineProgramArgs,
  LocalWorkspace,
  type LocalWorkspaceOptions,
  type OutputMap,
  PulumiCommand,
  type PulumiFn,
  type Stack,
  StackAlreadyExistsError,
  StackNotFoundError,
} from "@pulumi/pulumi/automation";
import { killableCommand } from "../backend/locks/killable-command";
import { findCreated } from "../backend/recovery/find-created";
import type { FinderClients } from "../backend/recovery/finder-clients";
import { type Deployment, pendingOperations } from "../backend/recovery/pending-operations";
import { settledDeployment } from "../backend/recovery/settled-deployment";
import type { EnclaveOutputs } from "../contracts/enclave-request";
import { PULUMI_PROJECT } from "../contracts/environment";
import { FleetError } from "../contracts/errors";
import type { RunnerResult } from "../contracts/pipeline";
import { type Placement, placements } from "../contracts/placement";
import { type DeployedRequest, ENCLAVE_CONFIG } from "../enclave/config";
import type enclave from "../enclave/index";
import { deployedPlacement, groupWithoutHost } from "./deployed-placement";
import { EngineEvents } from "./engine-events";
import { engineFailure } from "./engine-failure";
import type { RunnerEnvironment } from "./environment";
import { firstWithCapacity } from "./first-with-capacity";
import type { Log } from "./log";

export interface EnclaveStackOptions {
  readonly environment: RunnerEnvironment;
  /** Empty folder of this run. */
  readonly workDir: string;
  /** Of the services that are asked for what an earlier run was creating. */
  readonly finders: FinderClients;
  readonly log: Log;
  /** Ends the engine gracefully; its reason is the error that the run then fails with. */
  readonly signal: AbortSignal;
  /** Aborted when somebody else may be on the stack: kills the engine. */
  readonly lost: AbortSignal;
}

/** Runs project `enclave` for one request's stack. */
export class EnclaveStack {
  readonly #options: EnclaveStackOptions;
  #command: Promise<PulumiCommand> | undefined;

  constructor(options: EnclaveStackOptions) {
    this.#options = options;
  }

  /** @throws FleetError `StackLocked`, `CapacityUnavailable`, `DeploymentFailed`, or the signal's reason */
  async deploy(request: DeployedRequest): Promise<RunnerResult> {
    const { environment, log } = this.#options;
    const program = this.#inline(async () => (require("../enclave/index") as typeof enclave)());
    const workspace = await this.#workspace({
      [ENCLAVE_CONFIG.request]: JSON.stringify(request),
      [ENCLAVE_CONFIG.environment]: JSON.stringify(environment.enclaveEnvironment),
      "aws:region": environment.enclaveEnvironment.region,
    });
    const { stack, deployed } = await this.#named(async () => {
      try {
        return { stack: await LocalWorkspace.createStack(program, workspace) };
      } catch (error) {
        if (!(error instanceof StackAlreadyExistsError)) {
          throw error;
        }
        const existing = await LocalWorkspace.selectStack(program, workspace);
        const deployment = await this.#withoutEmptyGroup(existing, await this.#recover(existing));
        return { stack: existing, deployed: deployedPlacement(deployment) };
      }
    });
    const { result, changes } = await firstWithCapacity({
      places: placements(request, environment.enclaveEnvironment, deployed),
      deployAt: async (place) => {
        await this.#place(stack, place);
        return this.#run((options) => stack.up(options));
      },
      clear: async () => {
        await this.#withoutEmptyGroup(stack, await this.#named(() => stack.exportStack()));
      },
      log,
    });
    return { outputs: plainOutputs(result.outputs), changes };
  }

  /** A stack that is not there is destroyed already. */
  async destroy(): Promise<RunnerResult> {
    const { environment, log } = this.#options;
    const stack = await this.#existing();
    if (!stack) {
      log.info("there is no stack to destroy", { stack: environment.id });
      return { changes: {} };
    }
    await this.#recover(stack);
    const { changes } = await this.#run((options) => stack.destroy(options));
    await this.#named(() => stack.workspace.removeStack(environment.id));
    return { changes };
  }

  async #existing(): Promise<Stack | undefined> {
    try {
      return await LocalWorkspace.selectStack(
        this.#inline(async () => ({})),
        await this.#workspace({}),
      );
    } catch (error) {
      if (error instanceof StackNotFoundError) {
        return undefined;
      }
      throw this.#failure(error, []);
    }
  }

  /** The program is called when the engine asks for it: it loads beside the engine's own start. */
  #inline(program: PulumiFn): InlineProgramArgs {
    return { stackName: this.#options.environment.id, projectName: PULUMI_PROJECT.enclave, program };
  }

  async #workspace(config: Record<string, string>): Promise<LocalWorkspaceOptions> {
    const { environment, workDir, lost } = this.#options;
    this.#command ??= PulumiCommand.get().then((cli) => killableCommand(cli, lost));
    return {
      pulumiCommand: await this.#command,
      workDir,
      secretsProvider: environment.secretsProvider,
      projectSettings: {
        name: PULUMI_PROJECT.enclave,
        runtime: "nodejs",
        backend: { url: environment.backendUrl },
      },
      stackSettings: { [environment.id]: { secretsProvider: environment.secretsProvider, config } },
      envVars: {
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // The aws provider adds it to its user agent, by which CloudTrail tells whose call it was.
        TF_APPEND_USER_AGENT: environment.correlationId,
      },
    };
  }

  /**
   * Takes up what a killed engine was doing. Its creations are looked up in AWS first: `up` alone would make them
   * again, and one request would have two hosts.
   * @returns what the stack has then
   */
  async #recover(stack: Stack): Promise<Deployment> {
    const { finders, log } = this.#options;
    const deployment = await this.#named(() => stack.exportStack());
    if (pendingOperations(deployment).length === 0) {
      return deployment;
    }
    const found = await findCreated(finders, deployment);
    for (const { urn, found: resource } of found) {
      log.info("an earlier run was interrupted while it created a resource", { urn, found: resource?.id });
    }
    await this.#named(() => stack.importStack(settledDeployment(deployment, found)));
    await this.#run((options) => stack.refresh(options));
    return this.#named(() => stack.exportStack());
  }

  /** Written into the workspace's file: to have the CLI set it would take as long as a small preview. */
  async #place({ name, workspace }: Stack, place: Placement): Promise<void> {
    const settings = await workspace.stackSettings(name);
    const config = { ...settings.config, [ENCLAVE_CONFIG.placement]: JSON.stringify(place) };
    await workspace.saveStackSettings(name, { ...settings, config });
  }

  /** Takes a group away that AWS gave no host. @returns what the stack has then */
  async #withoutEmptyGroup(stack: Stack, deployment: Deployment): Promise<Deployment> {
    const group = await groupWithoutHost(this.#options.finders.autoscaling, deployment);
    if (group === undefined) {
      return deployment;
    }
    await this.#run((options) => stack.destroy({ ...options, target: [group] }));
    return this.#named(() => stack.exportStack());
  }

  /** Runs one operation of the engine, with its output in the log. */
  async #run<Result>(
    operation: (options: {
      readonly signal: AbortSignal;
      readonly color: "never";
      readonly suppressProgress: true;
      /** Stands in the stack's history beside what the run changed. */
      readonly message: string;
      readonly onOutput: (text: string) => void;
      readonly onError: (text: string) => void;
      readonly onEvent: EngineEvents["handle"];
    }) => Promise<Result>,
  ): Promise<{ readonly result: Result; readonly changes: RunnerResult["changes"] }> {
    const { signal, log, environment } = this.#options;
    signal.throwIfAborted();
    const events = new EngineEvents();
    const started = performance.now();
    try {
      const result = await operation({
        signal,
        color: "never",
        suppressProgress: true,
        message: environment.correlationId,
        onOutput: (text) => logLines(text, (line) => log.info(line, { source: "engine" })),
        onError: (text) => logLines(text, (line) => log.error(line, { source: "engine" })),
        onEvent: events.handle,
      });
      return { result, changes: events.changes };
    } catch (error) {
      throw this.#failure(error, events.errors);
    } finally {
      log.info("the engine has ended", { milliseconds: Math.round(performance.now() - started) });
    }
  }

  /** Names the error of a step that shows no progress. */
  async #named<Result>(step: () => Promise<Result>): Promise<Result> {
    this.#options.lost.throwIfAborted();
    this.#options.signal.throwIfAborted();
    try {
      return await step();
    } catch (error) {
      throw this.#failure(error, []);
    }
  }

  #failure(error: unknown, lines: readonly string[]): unknown {
    const { signal, lost, environment } = this.#options;
    if (lost.aborted || signal.aborted) {
      return lost.aborted ? lost.reason : signal.reason;
    }
    if (error instanceof ConcurrentUpdateError) {
      const owners = error.message.split("\n").filter((line) => line.includes("created by"));
      return new FleetError(
        "StackLocked",
        `stack "${environment.id}" is locked by another update: it is tried again`,
        owners.map((line) => line.trim()),
        { cause: error },
      );
    }
    if (error instanceof CommandError) {
      return engineFailure(environment, error, lines);
    }
    return error;
  }
}

function logLines(text: string, log: (line: string) => void): void {
  for (const line of text.split("\n")) {
    if (line.trim() !== "") {
      log(line.trimEnd());
    }
  }
}

function plainOutputs(outputs: OutputMap): EnclaveOutputs {
  const plain = Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
  // enclave/outputs.ts is the type of what the program returns.
  return plain as unknown as EnclaveOutputs;
}
