import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import type { OutputMap, Stack } from "@pulumi/pulumi/automation";
import { expect } from "chai";

import { Clients } from "../../local/providers/clients";
import { startTestEmulator, type TestEmulator } from "./emulator";
import { startTestEngine, type TestEngine } from "./engine";

export const REGION = "eu-west-1";

/** Time for one step, in milliseconds: a start of the engine takes seconds on a busy machine. */
const STEP_TIMEOUT = 120_000;

/** Default tags of every scenario's provider. */
export const DEFAULT_TAGS = { Owner: "tests" };

/** Resources with the provider given; returns the stack's outputs. */
export type ScenarioProgram = (options: CustomResourceOptions) => Record<string, unknown>;

/** The life of some resources, through the engine and back to nothing. */
export interface Scenario {
  /** Makes, by the API, what the programs need and do not make themselves. */
  readonly prepare?: (clients: Clients) => Promise<void>;
  readonly first: ScenarioProgram;
  readonly second: ScenarioProgram;
  /** Steps of the engine from the first program to the second, by kind; what stays is left out. */
  readonly changes: Readonly<Record<string, number>>;
  readonly created: (clients: Clients, outputs: Outputs) => Promise<void>;
  readonly updated: (clients: Clients, outputs: Outputs) => Promise<void>;
  /** What others do to the resources before they are destroyed. */
  readonly beforeDestruction?: (clients: Clients, outputs: Outputs) => Promise<void>;
  /** Gets the outputs from before the destruction. */
  readonly destroyed: (clients: Clients, outputs: Outputs) => Promise<void>;
}

/** Values of a stack's outputs. */
// biome-ignore lint/suspicious/noExplicitAny: what a program exports is as dynamic as its resources
export type Outputs = Record<string, any>;

/** One `it` per step of the scenario, in order; the resources live in an emulator of their own. */
export function itLivesThroughTheEngine(scenario: Scenario): void {
  let emulator: TestEmulator;
  let engine: TestEngine;
  let stack: Stack;
  let clients: Clients;
  let outputs: Outputs = {};

  before(async function () {
    this.timeout(STEP_TIMEOUT);
    emulator = await startTestEmulator();
    engine = await startTestEngine(emulator.environment);
    clients = new Clients(emulator.environment, REGION);
    await scenario.prepare?.(clients);
    stack = await engine.stack("scenario", "test", async () => scenario.first(options()));
  });

  after(async () => {
    clients?.destroy();
    await engine?.close();
    await emulator?.stop();
  });

  it("creates, and finds no drift", async () => {
    outputs = values((await stack.up()).outputs);
    await scenario.created(clients, outputs);
    await stack.preview({ refresh: true, expectNoChanges: true });
  }).timeout(STEP_TIMEOUT);

  it("updates, and finds no drift", async () => {
    const program = async () => scenario.second(options());
    const { summary, ...result } = await stack.up({ program });
    outputs = values(result.outputs);
    const { same: _same, ...changes } = summary.resourceChanges ?? {};
    expect(changes).to.deep.equal(scenario.changes);
    await scenario.updated(clients, outputs);
    await stack.preview({ program, refresh: true, expectNoChanges: true });
  }).timeout(STEP_TIMEOUT);

  it("destroys, and leaves nothing", async () => {
    await scenario.beforeDestruction?.(clients, outputs);
    await stack.destroy();
    await scenario.destroyed(clients, outputs);
  }).timeout(STEP_TIMEOUT);
}

function options(): CustomResourceOptions {
  return { provider: new aws.Provider("aws", { region: REGION, defaultTags: { tags: DEFAULT_TAGS } }) };
}

function values(map: OutputMap): Outputs {
  return Object.fromEntries(Object.entries(map).map(([name, { value }]) => [name, value]));
}
