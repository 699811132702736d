import type { OutputMap, PulumiFn } from "@pulumi/pulumi/automation";
import { expect } from "chai";

import { aws } from "../../local/providers/aws";
import { configureAws } from "../../local/providers/aws/configuration";
import type { TestEmulator } from "./emulator";
import { startTestEngine, type TestEngine } from "./engine";

/** A program in the form that it has at first, and then. */
export type Version = "first" | "second";

interface Lifecycle {
  /** Makes the program for a version; it gives the outputs that are returned. */
  program(version: Version): PulumiFn;
  /** Called while the stack is up in each version. */
  check?(version: Version, outputs: OutputMap): Promise<void>;
}

interface ResourceState {
  readonly type: string;
  readonly urn: string;
  readonly id?: string;
  readonly outputs?: Record<string, unknown>;
}

/**
 * Takes a program through create, refresh, update, refresh and destroy by the real engine: a refresh and an
 * update without an edit must find no change, and what was destroyed must be gone from the emulator.
 */
export async function expectLifecycle(
  emulator: TestEmulator,
  project: string,
  { program, check = async () => undefined }: Lifecycle,
): Promise<void> {
  const engine = await startTestEngine(emulator.environment);
  try {
    let version: Version = "first";
    const stack = await engine.stack(project, "dev", () => program(version)());
    const created = await stack.up();
    await check(version, created.outputs);
    await expectNoChange(stack);
    version = "second";
    const updated = await stack.up();
    expect(updated.summary.resourceChanges?.update ?? 0, "updated resources").to.be.greaterThan(0);
    await check(version, updated.outputs);
    await expectNoChange(stack);
    const { deployment } = await stack.exportStack();
    await stack.destroy();
    await expectGone(emulator, deployment.resources);
  } finally {
    await engine.close();
  }
}

async function expectNoChange(stack: Awaited<ReturnType<TestEngine["stack"]>>): Promise<void> {
  const refreshed = await stack.refresh({ expectNoChanges: true });
  expect(Object.keys(refreshed.summary.resourceChanges ?? {}), "changes by refresh").to.deep.equal(["same"]);
  const again = await stack.up({ expectNoChanges: true });
  expect(Object.keys(again.summary.resourceChanges ?? {}), "changes by a second up").to.deep.equal(["same"]);
}

async function expectGone(emulator: TestEmulator, resources: readonly ResourceState[]): Promise<void> {
  const provider = configureAws({ region: "eu-west-1" }, emulator.environment);
  const base = await provider.context();
  for (const { type, urn, id = "", outputs = {} } of resources) {
    const left = await aws.resources[type]?.read(id, outputs, { ...base, name: "", urn });
    expect(left, `${urn} after destroy`).to.equal(undefined);
  }
  provider.close();
}
