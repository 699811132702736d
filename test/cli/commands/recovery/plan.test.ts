import { expect } from "chai";
import type { OwnedLock } from "../../../../backend/locks/owned-locks";
import type { FoundCreate } from "../../../../backend/recovery/find-created";
import { describeStep, recoverySteps } from "../../../../cli/commands/recovery/plan";
import type { Traces } from "../../../../cli/commands/recovery/traces";

const LOCK: OwnedLock = {
  kind: "lock",
  project: "base",
  stack: "dev",
  key: ".pulumi/locks/organization/base/dev/1.json",
  description: "base dev is locked by ada on desk (process 7) since 2026-01-31T12:00:00Z",
  state: "dead",
  evidence: "process 7 is gone from this host",
};
const VPC = "aws:ec2/vpc:Vpc";
const resource = (name: string, id?: string) => ({
  urn: `urn:pulumi:dev::base::${VPC}::${name}`,
  type: VPC,
  id,
});

function traces(pending: readonly string[], found: readonly FoundCreate[] = []): Traces {
  const pendingOperations = pending.map((type) => ({ type, resource: resource("pending", "vpc-1") }));
  const resources = [
    { ...resource("provider", "uuid"), type: "pulumi:providers:aws" },
    { ...resource("component"), type: "fleet:network:Network" },
    resource("network", "vpc-0"),
  ];
  return {
    saved: { etag: "1", checkpoint: { version: 3, manifest: {}, resources, pendingOperations } },
    found,
  };
}

function created(name: string, more: Partial<FoundCreate> = {}): FoundCreate {
  return { urn: resource(name).urn, type: VPC, by: "search", surplus: false, ...more };
}

describe("recoverySteps", () => {
  const words = (...given: Parameters<typeof recoverySteps>) => recoverySteps(...given).map(describeStep);

  it("has nothing to do without lock and pending operations", () => {
    expect(recoverySteps([], undefined)).to.deep.equal([]);
    expect(recoverySteps([], traces([]))).to.deep.equal([]);
  });

  it("only releases the lock of a run that died before the stack had a state", () => {
    expect(words([LOCK], undefined)).to.deep.equal([
      "release what was left: base dev is locked by ada on desk (process 7) since 2026-01-31T12:00:00Z, and process 7 is gone from this host",
    ]);
  });

  it("refreshes after a lock that was left, though nothing is pending", () => {
    expect(words([LOCK], traces([]))).to.have.length(2);
    expect(words([LOCK], traces([]))[1]).to.equal("refresh: compare 1 resources with what is there");
  });

  it("says of each creation what becomes of it, and counts what is adopted", () => {
    const found = [
      created("found", { found: { id: "vpc-1" } }),
      created("assumed", { by: "madeFromInputs", found: { id: "name" } }),
      created("double", { found: { id: "task", arn: "arn:task:2" }, surplus: true }),
      created("lost"),
      created("again", { by: "repeatable" }),
    ];
    expect(words([], traces(["creating", "updating", "importing"], found))).to.deep.equal([
      `take ${VPC} found into the state: AWS has vpc-1`,
      `take ${VPC} assumed into the state: name, unless the refresh finds that AWS has none`,
      `take ${VPC} double into the state: AWS has arn:task:2; another one is in use, so the next \`up\` deletes it`,
      `forget the creation of ${VPC} lost: AWS has none`,
      `forget the creation of ${VPC} again: \`up\` does it again, which changes nothing if it was done`,
      `read ${VPC} pending, which was updating`,
      `read ${VPC} pending, which was importing`,
      "refresh: compare 4 resources with what is there",
    ]);
  });
});
