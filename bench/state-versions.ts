import { createHash } from "node:crypto";
import { join } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { checkpointVersions } from "../backend/checkpoints/versions";
import { checkpointKey, historyPrefix } from "../backend/layout";
import { pulumiRoot } from "../test/support/engine";
import { clientConfiguration, expectSuccess, startTestFleet, type TestFleet } from "../test/support/fleet";
import { type Figure, median } from "./support/figure";
import { type Watched, watch } from "./support/watch";

const RESOURCES = 2000;
const VERSIONS = 200;
const ROUNDS = 5;
const GOAL_MILLISECONDS = 1000;
const GOAL_MEBIBYTES = 256;
const BUCKET = "hyperion-dev-state-000000000000-eu-west-1";
const STACK = { project: "base", stack: "dev" } as const;

/** What a person waits for, and what the whole process takes, while 200 versions of a large stack are looked at. */
export async function measure(): Promise<readonly Figure[]> {
  const fleet = await startTestFleet();
  try {
    expectSuccess(await fleet.run("bootstrap", "dev"));
    const ids = await fill(fleet);
    const profile = join(fleet.home, "..", "profile.json");
    const ours = (args: readonly string[], output: RegExp) =>
      watch(
        process.execPath,
        [join(__dirname, "..", "bin", "fleet"), "state", ...args],
        { ...process.env, FLEET_PROFILE: profile },
        output,
      );
    const history = () =>
      watch(
        join(pulumiRoot(), "bin", "pulumi"),
        [
          ...["stack", "history", "--stack", "dev", "--page-size", String(VERSIONS), "--full-dates"],
          ...["-C", join(fleet.home, "base"), "--non-interactive"],
        ],
        {
          ...process.env,
          ...fleet.environment,
          PULUMI_BACKEND_URL: `s3://${BUCKET}?region=eu-west-1`,
          PULUMI_SKIP_UPDATE_CHECK: "true",
        },
        /\n/,
      );
    const list = () => ours(["versions", "base", "dev", "--limit", String(VERSIONS)], /\n/);
    const diff = () => ours(["diff", "base", "dev", ids.at(-1) ?? "", ids[0] ?? ""], /^ {2}~ .*\n/m);
    const runs: Record<"list" | "diff" | "history", Watched[]> = { list: [], diff: [], history: [] };
    for (let round = 0; round <= ROUNDS; round += 1) {
      const measured = { list: await list(), diff: await diff(), history: await history() };
      if (round > 0) {
        runs.list.push(measured.list);
        runs.diff.push(measured.diff);
        runs.history.push(measured.history);
      }
    }
    const theirs = median(runs.history.map(({ firstOutput }) => firstOutput));
    return (["list", "diff"] as const).flatMap((name) => {
      const firstOutput = median(runs[name].map((run) => run.firstOutput));
      const mebibytes = Math.max(...runs[name].map((run) => run.mebibytes));
      return [
        {
          name: `state-versions-${name}`,
          unit: "ms to the first output",
          ours: firstOutput,
          alternative: "pulumi stack history",
          theirs,
          goal: `< ${GOAL_MILLISECONDS} ms`,
          met: firstOutput < GOAL_MILLISECONDS,
        },
        {
          name: `state-versions-${name}-memory`,
          unit: "MiB at most",
          ours: mebibytes,
          alternative: "pulumi stack history",
          theirs: Math.max(...runs.history.map((run) => run.mebibytes)),
          goal: `< ${GOAL_MEBIBYTES} MiB`,
          met: mebibytes < GOAL_MEBIBYTES,
        },
      ];
    });
  } finally {
    await fleet.stop();
  }
}

/** Makes the versions as 200 updates would leave them. Gives their ids, newest first. */
async function fill(fleet: TestFleet): Promise<readonly string[]> {
  const bucket = { s3: new S3Client(clientConfiguration(fleet)), name: BUCKET };
  const put = (Key: string, Body: string) =>
    bucket.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  for (let version = 1; version <= VERSIONS; version += 1) {
    await put(checkpointKey(STACK, "none"), checkpoint(version));
    const entry = {
      kind: "update",
      startTime: 1769860800 + version,
      message: "",
      environment: {},
      config: {},
      version: 0,
      result: "succeeded",
      endTime: 1769860801 + version,
      resourceChanges: { same: RESOURCES - 1, update: 1 },
    };
    const nanoseconds = `${1769860800 + version}${"0".repeat(9)}`;
    await put(`${historyPrefix(STACK)}dev-${nanoseconds}.history.json`, JSON.stringify(entry));
  }
  const ids: string[] = [];
  for await (const { id } of checkpointVersions(bucket, STACK)) {
    ids.push(id);
  }
  return ids;
}

/** Each version changes one resource more; 2.2 kB a resource, as those of base have. */
function checkpoint(changed: number): string {
  const engine = "v3.256.0";
  const stack = "urn:pulumi:dev::base::pulumi:pulumi:Stack::base-dev";
  const type = "aws:s3/bucket:Bucket";
  const resources = Array.from({ length: RESOURCES }, (_, index) => {
    const name = `bucket-${index}`;
    const values = {
      bucket: name,
      tags: { Name: name, Version: String(index < changed ? changed : 0) },
      description: "x".repeat(700),
    };
    return {
      urn: `urn:pulumi:dev::base::${type}::${name}`,
      type,
      custom: true,
      id: name,
      parent: stack,
      inputs: values,
      outputs: values,
    };
  });
  const magic = createHash("sha256").update(engine).digest("hex");
  return JSON.stringify({
    version: 3,
    checkpoint: {
      stack: "organization/base/dev",
      latest: {
        manifest: { time: "2026-01-31T12:00:00Z", magic, version: engine },
        resources: [{ urn: stack, type: "pulumi:pulumi:Stack", custom: false }, ...resources],
      },
    },
  });
}
