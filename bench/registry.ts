import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { checkpointKey } from "../backend/layout";
import { ownerOf as recordOf } from "../backend/registry/find-resources";
import { listWorkspaces } from "../backend/registry/list-workspaces";
import { workspaceQueries } from "../backend/registry/workspace-query";
import type { WorkspaceFilter } from "../contracts/registry/workspace-filter";
import { workspaceId } from "../contracts/registry/workspace-id";
import { pulumiRoot } from "../test/support/engine";
import { type Figure, median, percentile } from "./support/figure";
import {
  BUCKET,
  enclaveState,
  type FilledFleet,
  fillBucket,
  fillRegistry,
  inBootstrappedFleet,
  ownerOf,
  progress,
} from "./support/many-workspaces";
import { type Watched, watch } from "./support/watch";

const WORKSPACES = 10_000;
const LISTS = 200;
const COMMANDS = 15;
const PUTS = 9;

/** What people filter by: owner, with status, tag, text or cost, and what has failed. */
const FILTERS: readonly ((index: number) => WorkspaceFilter)[] = [
  (index) => ({ owner: ownerOf(index) }),
  (index) => ({ owner: ownerOf(index), statuses: ["active"] }),
  (index) => ({ owner: ownerOf(index), tags: { purpose: "demo" } }),
  (index) => ({ owner: ownerOf(index), text: "signer" }),
  (index) => ({ owner: ownerOf(index), minMonthlyCost: 50 }),
  () => ({ statuses: ["error"] }),
];

/** What nearly every workspace passes. */
const BROAD: readonly ((index: number) => WorkspaceFilter)[] = [
  () => ({}),
  () => ({ template: "enclave" }),
  () => ({ statuses: ["active"] }),
];

/**
 * A registry of 10,000 workspaces, beside what Pulumi has for the same question. The emulator compares every row of an
 * index's partition with a query's key where DynamoDB reads the page alone, so its time for one row is beside a page's.
 */
export async function measure(): Promise<readonly Figure[]> {
  return inBootstrappedFleet(async (filled) => {
    const putToRow = await timeToRow(filled);
    progress("states are indexed");
    await fillRegistry(filled, WORKSPACES);
    const narrow = await pageTimes(filled, FILTERS, LISTS);
    const broad = await pageTimes(filled, BROAD, LISTS / 4);
    progress("pages are measured");
    await fillBucket(filled, WORKSPACES);
    const { ours, theirs } = await commandTimes(filled);
    return [
      {
        name: "registry filtered page p95",
        unit: "ms",
        ours: narrow.page,
        alternative: "emulator's answer of one row",
        theirs: narrow.bare,
        goal: "< 50",
        met: narrow.page < 50,
      },
      {
        name: `registry page of all ${WORKSPACES} p95`,
        unit: "ms",
        ours: broad.page,
        alternative: "emulator's answer of one row",
        theirs: broad.bare,
        goal: "< 50 more",
        met: broad.page < broad.bare + 50,
      },
      {
        name: "registry list command",
        unit: "ms",
        ours: ours.milliseconds,
        alternative: "pulumi stack ls --all",
        theirs: theirs.milliseconds,
        goal: "< 300 and 50 × faster",
        met: ours.milliseconds < 300 && theirs.milliseconds >= 50 * ours.milliseconds,
      },
      {
        name: "registry list command memory",
        unit: "MiB",
        ours: ours.mebibytes,
        alternative: "pulumi stack ls --all",
        theirs: theirs.mebibytes,
        goal: "20 × less",
        met: theirs.mebibytes >= 20 * ours.mebibytes,
      },
      {
        name: "registry put to row",
        unit: "ms",
        ours: putToRow,
        alternative: "goal",
        theirs: 2000,
        goal: "< 2000",
        met: putToRow < 2000,
      },
    ];
  });
}

/** Milliseconds from the put of a state until the workspace's row is there, by event, queue and function. */
async function timeToRow({ s3, table }: FilledFleet): Promise<number> {
  const times: number[] = [];
  const body = enclaveState();
  // The first one starts the function.
  for (let put = 0; put <= PUTS; put += 1) {
    const stack = { project: "enclave", stack: `put-${put}` } as const;
    const started = performance.now();
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: checkpointKey(stack, "none"), Body: body }));
    while (!(await recordOf(table, workspaceId(BUCKET, stack.project, stack.stack)))) {
      await sleep(10);
    }
    times.push(performance.now() - started);
  }
  return median(times.slice(1));
}

/** First pages, and one row of the same partition without any condition, in turn. */
async function pageTimes(
  { table }: FilledFleet,
  filters: typeof FILTERS,
  count: number,
): Promise<{ readonly page: number; readonly bare: number }> {
  const pages: number[] = [];
  const bare: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const filter = filters[index % filters.length]?.(index) ?? {};
    const started = performance.now();
    const { workspaces } = await listWorkspaces({ table }, filter);
    pages.push(performance.now() - started);
    if (workspaces.length === 0) {
      throw new Error(`nothing was found by ${JSON.stringify(filter)}`);
    }
    const [place] = workspaceQueries(filter);
    if (place) {
      const asked = performance.now();
      await table.page({ index: place.index, value: place.value }, 1);
      bare.push(performance.now() - asked);
    }
  }
  return { page: percentile(pages, 95), bare: percentile(bare, 95) };
}

/** The whole commands: ours several times, Pulumi's, which reads every state, once. */
async function commandTimes({ fleet }: FilledFleet) {
  const runs: Watched[] = [];
  const profile = join(fleet.profile.logs, "profile.json");
  for (let run = 0; run < COMMANDS; run += 1) {
    const args = ["workspace", "list", "dev", "--owner", ownerOf(run)];
    const environment = { ...process.env, FLEET_PROFILE: profile };
    runs.push(await watch(process.execPath, [join(__dirname, "..", "bin", "fleet"), ...args], environment));
  }
  progress("the command is measured; Pulumi's takes about half a minute");
  const theirs = await watch(
    join(pulumiRoot(), "bin", "pulumi"),
    ["-C", join(fleet.home, "base"), "stack", "ls", "--all", "--non-interactive"],
    {
      ...process.env,
      ...fleet.environment,
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_BACKEND_URL: `s3://${BUCKET}?region=eu-west-1`,
    },
  );
  if (theirs.stdout.split("\n").length < WORKSPACES) {
    throw new Error("pulumi stack ls has not listed all of them");
  }
  const ours = {
    milliseconds: median(runs.map(({ milliseconds }) => milliseconds)),
    mebibytes: Math.max(...runs.map(({ mebibytes }) => mebibytes)),
  };
  return { ours, theirs };
}
