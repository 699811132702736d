import { expect } from "chai";
import type { FoundCreate } from "../../../backend/recovery/find-created";
import { settledDeployment } from "../../../backend/recovery/settled-deployment";

const TYPE = "aws:iam/role:Role";

interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

const resource = (name: string, more: object = {}): Resource => ({
  urn: `urn:${name}`,
  type: TYPE,
  custom: true,
  inputs: { name },
  ...more,
});
const creating = (pending: Resource) => ({ type: "creating", resource: pending });
const found = (name: string, id?: string, arn?: string): FoundCreate => ({
  urn: `urn:${name}`,
  type: TYPE,
  by: "search",
  surplus: false,
  ...(id && { found: { id, ...(arn && { arn }) } }),
});
const deployed = (resources: readonly Resource[], operations: readonly object[]) => ({
  version: 3,
  deployment: { manifest: { version: "v3" }, resources, pending_operations: operations },
});

describe("settledDeployment", () => {
  it("adopts what was found, forgets what was not, and leaves the rest to the refresh", () => {
    const made = resource("made", { id: "made-1", outputs: { arn: "arn" } });
    const updating = { type: "updating", resource: resource("made", { id: "made-1" }) };
    const provider = creating({ ...resource("aws"), type: "pulumi:providers:aws" });
    const before = deployed(
      [made],
      [creating(resource("found")), updating, provider, creating(resource("lost"))],
    );
    const frozen = JSON.stringify(before);
    expect(settledDeployment(before, [found("found", "found-1"), found("lost")])).to.deep.equal(
      deployed(
        [made, resource("found", { id: "found-1", outputs: { name: "found" } })],
        // The import stays pending, so that a recovery that dies before its refresh is done again.
        [updating, { type: "importing", resource: resource("found") }],
      ),
    );
    expect(JSON.stringify(before)).to.equal(frozen);
  });

  it("keeps the ARN that tells a revision from the others", () => {
    const before = deployed([], [creating(resource("task"))]);
    const { resources } = settledDeployment(before, [found("task", "runner", "arn:runner:2")]).deployment;
    expect(resources).to.deep.equal([
      resource("task", { id: "runner", outputs: { name: "task", arn: "arn:runner:2" } }),
    ]);
  });

  it("marks what was created beside one in use for deletion, and so each after the first", () => {
    const inUse = resource("host", { id: "host-1" });
    const before = deployed([inUse], [creating(resource("host")), creating(resource("host"))]);
    const after = settledDeployment(before, [found("host", "host-2"), found("host", "host-3")]);
    expect(
      after.deployment.resources.map(({ id, delete: goes = false }: Resource) => ({ id, goes })),
    ).to.deep.equal([
      { id: "host-1", goes: false },
      { id: "host-2", goes: true },
      { id: "host-3", goes: true },
    ]);
  });

  it("makes what was found the one in use where the old one waits for its deletion", () => {
    const old = resource("host", { id: "host-1", delete: true });
    const after = settledDeployment(deployed([old], [creating(resource("host"))]), [found("host", "host-2")]);
    expect(after.deployment.resources.map(({ id }: Resource) => id)).to.deep.equal(["host-1", "host-2"]);
    expect(after.deployment.resources[1]).to.not.have.property("delete");
  });

  it("puts what was found in the place of what was deleted for it, before what refers to it", () => {
    const old = resource("role", { id: "role", pendingReplacement: true });
    const user = resource("user", { id: "user", dependencies: ["urn:role"] });
    const after = settledDeployment(deployed([old, user], [creating(resource("role"))]), [
      found("role", "role"),
    ]);
    expect(after.deployment.resources).to.deep.equal([
      resource("role", { id: "role", outputs: { name: "role" } }),
      user,
    ]);
  });

  it("drops references to what a refresh has dropped meanwhile", () => {
    const pending = resource("rule", {
      parent: "urn:gone",
      deletedWith: "urn:gone",
      dependencies: ["urn:group", "urn:gone"],
      propertyDependencies: { groupId: ["urn:group"], other: ["urn:gone"], none: null },
    });
    const group = resource("group", { id: "sg-1" });
    const after = settledDeployment(deployed([group], [creating(pending)]), [found("rule", "sgr-1")]);
    expect(after.deployment.resources[1]).to.deep.equal(
      resource("rule", {
        id: "sgr-1",
        outputs: { name: "rule" },
        dependencies: ["urn:group"],
        propertyDependencies: { groupId: ["urn:group"], other: [], none: [] },
      }),
    );
  });
});
