import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudTrailClient, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { stringify } from "yaml";
import { type DriftSelection, environmentDrift } from "../../../cli/drift/environment-drift";
import type { RefreshedResource, StackTarget } from "../../../cli/engine/engine";
import type { EnvironmentBackend } from "../../../cli/engine/environment-backend";
import { FleetError } from "../../../contracts/errors";
import { commandContext, failureOf } from "../../support/command-context";
import { type MemoryBucket, memoryBucket } from "../../support/memory-bucket";
import { refreshedResource } from "../../support/refreshed-resource";

const BACKEND: EnvironmentBackend = {
  environment: "dev",
  accountId: "111122223333",
  region: "eu-west-1",
  bucketName: "state",
  keyAlias: "alias/key",
  url: "s3://state?region=eu-west-1",
  secretsProvider: "awskms://alias/key?region=eu-west-1",
};
const CHANGED = refreshedResource({
  deployed: { inputs: { bucket: "a" }, outputs: {} },
  found: { inputs: { bucket: "b" }, outputs: {} },
  changes: [{ path: "bucket", input: true, replaces: false }],
});

describe("environmentDrift", () => {
  const cloudtrail = new CloudTrailClient({ region: "eu-west-1" });
  const trail = mockClient(cloudtrail);
  let bucket: MemoryBucket;
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "fleet-drift-"));
    bucket = memoryBucket();
    trail.reset();
    trail.on(LookupEventsCommand).resolves({});
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const find = (
    stacks: Readonly<Record<string, readonly RefreshedResource[]>>,
    selection?: DriftSelection,
  ) => {
    const context = commandContext({
      home,
      clients: { s3: bucket.s3, cloudtrail },
      engine: {
        refreshed: async ({ project, stack }: StackTarget) => {
          const resources = stacks[`${project} ${stack}`];
          if (!resources) {
            throw new FleetError("StackNotFound", `${project} is not deployed in ${stack}`);
          }
          return resources;
        },
      },
    });
    return { context, drift: environmentDrift(context, BACKEND, selection) };
  };
  const deployedAt = (modified: string) => {
    const body = JSON.stringify({
      version: 3,
      checkpoint: { latest: { resources: [{ urn: CHANGED.urn, type: CHANGED.type, modified }] } },
    });
    bucket.put(".pulumi/stacks/base/dev.json", body);
  };

  it("compares every project that is deployed, enclaves too", async () => {
    const keys = ["base/dev.json", "enclave/signer.json", "enclave/signer.json.bak", "enclave/vault.json.gz"];
    for (const key of keys) {
      bucket.put(`.pulumi/stacks/${key}`, "{}");
    }
    const { stacks, notDeployed } = await find({
      "state dev": [],
      "base dev": [CHANGED],
      "enclave signer": [],
      "enclave vault": [CHANGED],
    }).drift;
    expect(stacks.map(({ project, stack, resources }) => [project, stack, resources.length])).to.deep.equal([
      ["state", "dev", 0],
      ["base", "dev", 1],
      ["enclave", "signer", 0],
      ["enclave", "vault", 1],
    ]);
    expect(notDeployed).to.deep.equal(["runtime"]);
  });

  it("fails for a chosen project that is not deployed", async () => {
    const error = await failureOf(find({}, { project: "runtime" }).drift);
    expect([error.name, error.message]).to.deep.equal(["StackNotFound", "runtime is not deployed in dev"]);
  });

  it("tells which suppressions have expired, and which cover nothing where everything was compared", async () => {
    const suppression = (attribute: string, expires: string) => ({
      type: CHANGED.type,
      attribute,
      reason: "known since last week",
      expires,
    });
    const [used, unused, expired] = [
      suppression("bucket", "2026-01-31"),
      suppression("policy", "2026-12-31"),
      suppression("bucket", "2026-01-30"),
    ];
    writeFileSync(
      join(home, "drift-suppressions.dev.yaml"),
      stringify({ suppressions: [expired, used, unused] }),
    );
    const all = await find({ "base dev": [CHANGED] }).drift;
    expect(all.suppressions).to.deep.equal({ expired: [expired], unused: [unused] });
    expect(all.stacks[0]?.resources).to.deep.equal([]);
    expect(all.stacks[0]?.suppressed.map(({ suppression: by }) => by)).to.deep.equal([used]);
    const one = await find({ "base dev": [CHANGED] }, { project: "base" }).drift;
    expect(one.suppressions.unused).to.deep.equal([]);
  });

  it("tells who is on a stack that looks changed", async () => {
    const lock = { pid: 7, username: "ada", hostname: "desk", timestamp: "2026-01-31T12:00:00Z" };
    bucket.put(".pulumi/locks/organization/base/dev/1.json", JSON.stringify(lock));
    const { stacks } = await find({ "base dev": [CHANGED] }, { project: "base" }).drift;
    expect(stacks[0]?.lockedBy).to.deep.equal([
      "base dev is locked by ada on desk (process 7) since 2026-01-31T12:00:00Z",
    ]);
  });

  it("asks the audit trail for what happened since the resource was deployed", async () => {
    deployedAt("2026-01-20T10:00:00Z");
    trail.on(LookupEventsCommand).resolves({
      Events: [{ EventId: "1", EventName: "PutBucketPolicy", EventTime: new Date("2026-01-21T00:00:00Z") }],
    });
    const { stacks } = await find({ "base dev": [CHANGED] }, { project: "base" }).drift;
    expect(stacks[0]?.resources[0]?.changedBy).to.deep.equal([
      { who: "somebody", event: "PutBucketPolicy", time: "2026-01-21T00:00:00.000Z" },
    ]);
    expect(trail.commandCalls(LookupEventsCommand)[0]?.args[0].input.StartTime).to.deep.equal(
      new Date("2026-01-20T09:59:59Z"),
    );
  });

  it("tells the drift also where the audit trail does not answer", async () => {
    deployedAt("2026-01-20T10:00:00Z");
    trail.on(LookupEventsCommand).rejects(new Error("not authorized to perform cloudtrail:LookupEvents"));
    const { context, drift } = find({ "base dev": [CHANGED] }, { project: "base" });
    const { stacks } = await drift;
    expect(stacks[0]?.resources.map(({ name, changedBy }) => [name, changedBy])).to.deep.equal([
      ["thing", []],
    ]);
    expect(context.said.errors).to.deep.equal([
      "who it was is not known: not authorized to perform cloudtrail:LookupEvents",
    ]);
  });
});
