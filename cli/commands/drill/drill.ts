import { PutObjectCommand } from "@aws-sdk/client-s3";
import { currentVersion, readVersion } from "../../../backend/checkpoints/versions";
import { REPORTS, type StackId } from "../../../backend/layout";
import { listStacks } from "../../../backend/stacks";
import { readObject, type StateBucket } from "../../../backend/state-bucket";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { backendUrl } from "../../../contracts/names";
import type { Context } from "../../context";
import { type DrillReport, drillFaults, drillMarkdown } from "../../drill/drill-report";
import { type RehearsedStack, type Rehearsing, rehearse } from "../../drill/rehearse";
import { withScratchBucket } from "../../drill/scratch-bucket";
import {
  checkedBackend,
  type EnvironmentBackend,
  showBackend,
  targetOf,
} from "../../engine/environment-backend";
import { secretReaderOf, stateBucketOf } from "../../engine/state-bucket";

/** Without it, Pulumi takes a bucket for one that an old version of its own has written. */
const META = ".pulumi/meta.yaml";

/**
 * Rehearses a bad night on copies of all stacks, in a bucket that is there only meanwhile.
 * @throws FleetError `CheckFailed` when something was not found or not repaired, `DeploymentInterrupted`
 */
export async function drill(context: Context, environment: Environment): Promise<DrillReport> {
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const started = context.clock.now();
  const live = stateBucketOf(context, backend);
  const found = await context.interruption.graceful((signal) =>
    withScratchBucket(context, backend, async (scratch) => {
      context.output.line(`copies are in ${scratch.name}; the live state is only read`);
      return rehearseAll(context, backend, live, scratch, signal);
    }),
  );
  const report: DrillReport = {
    environment,
    account: backend.accountId,
    region: backend.region,
    startedAt: started.toISOString(),
    durationSeconds: (context.clock.now().getTime() - started.getTime()) / 1000,
    passed: found.unreadable.length === 0 && found.stacks.every(isPassed),
    ...found,
  };
  const key = await store(live, report);
  context.output.result({ ...report, report: key }, () => context.output.line(drillMarkdown(report)));
  context.output.line(`report: ${key}.md and .json in ${backend.bucketName}`);
  if (!report.passed) {
    const faults = drillFaults(report);
    throw new FleetError("CheckFailed", `dr drill of ${environment}: ${faults.length} steps failed`, faults);
  }
  return report;
}

async function rehearseAll(
  context: Context,
  backend: EnvironmentBackend,
  live: StateBucket,
  scratch: StateBucket,
  signal: AbortSignal,
): Promise<Pick<DrillReport, "stacks" | "unreadable">> {
  const copied = { ...backend, url: backendUrl(scratch.name, backend.region) };
  const rehearsing: Rehearsing = {
    bucket: scratch,
    secrets: secretReaderOf(context, backend),
    open: (stack) => openWithEngine(context, copied, stack),
    now: () => performance.now(),
    pause: () => refuseInterrupted(signal, backend.environment),
  };
  await copyMeta(live, scratch);
  const stacks: RehearsedStack[] = [];
  const unreadable: { project: string; stack: string; reason: string }[] = [];
  for await (const stack of listStacks(live)) {
    rehearsing.pause();
    const version = await currentVersion(live, stack);
    if (!version) {
      continue;
    }
    try {
      const rehearsed = await rehearse(rehearsing, stack, await readVersion(live, version));
      stacks.push(rehearsed);
      context.output.line(`  ${stack.project} ${stack.stack}: ${isPassed(rehearsed) ? "ok" : "failed"}`);
    } catch (error) {
      if (!(error instanceof FleetError && error.name === "CheckpointInvalid")) {
        throw error;
      }
      unreadable.push({ ...stack, reason: error.message });
      context.output.line(`  ${stack.project} ${stack.stack}: ${error.message}`);
    }
  }
  return { stacks, unreadable };
}

/** @returns the resources that the engine sees after it has decrypted every secret */
async function openWithEngine(
  context: Context,
  copied: EnvironmentBackend,
  { project, stack }: StackId,
): Promise<number> {
  const { deployment } = await context.engine().exportState({ ...targetOf(context, project, copied), stack });
  return deployment.resources?.length ?? 0;
}

async function copyMeta(live: StateBucket, scratch: StateBucket): Promise<void> {
  const meta = await readObject(live, META);
  if (meta) {
    await scratch.s3.send(new PutObjectCommand({ Bucket: scratch.name, Key: META, Body: meta.body }));
  }
}

async function store(live: StateBucket, report: DrillReport): Promise<string> {
  const key = `${REPORTS}drill/${report.startedAt.replaceAll(":", "-")}`;
  for (const [ending, body] of [
    ["md", drillMarkdown(report)],
    ["json", JSON.stringify(report, undefined, 2)],
  ]) {
    await live.s3.send(new PutObjectCommand({ Bucket: live.name, Key: `${key}.${ending}`, Body: body }));
  }
  return key;
}

function isPassed({ rehearsals }: RehearsedStack): boolean {
  return rehearsals.every(({ fault }) => fault === undefined);
}

function refuseInterrupted(signal: AbortSignal, environment: string): void {
  if (signal.aborted) {
    throw new FleetError(
      "DeploymentInterrupted",
      `dr drill of ${environment} was interrupted: its copies are deleted, the live state was never touched`,
    );
  }
}
