import { expect } from "chai";
import { isExpired, parseWorkspace } from "../../../backend/workspaces/workspace-record";
import {
  addWorkspace,
  changeWorkspace,
  listWorkspaces,
  readWorkspace,
  removeWorkspace,
} from "../../../backend/workspaces/workspaces";
import { memoryBucket } from "../../support/memory-bucket";
import { workspace } from "../../support/workspace-scenario";

const KEY = ".fleet/workspaces/pr-123.json";

describe("workspaces", () => {
  it("lets one of two who want a name have it", async () => {
    const bucket = memoryBucket();
    const outcomes = await Promise.all(
      ["ada", "grace"].map((owner) => addWorkspace(bucket, workspace({ owner }))),
    );
    expect(outcomes.filter((outcome) => outcome === undefined)).to.have.length(1);
    expect((await readWorkspace(bucket, "pr-123"))?.record?.owner).to.equal(
      outcomes.find((outcome) => outcome !== undefined)?.record?.owner,
    );
  });

  it("changes a record on top of what another changed meanwhile", async () => {
    const bucket = memoryBucket();
    await addWorkspace(bucket, workspace({ status: "creating" }));
    await Promise.all([
      changeWorkspace(bucket, workspace(), { status: "active" }),
      changeWorkspace(bucket, workspace(), { expires: "2026-02-02T00:00:00.000Z" }),
    ]);
    expect(parseWorkspace(Buffer.from(bucket.text(KEY) ?? ""))).to.deep.equal(
      workspace({ status: "active", expires: "2026-02-02T00:00:00.000Z" }),
    );
  });

  it("changes no other workspace that has the name by now", async () => {
    const bucket = memoryBucket();
    await addWorkspace(bucket, workspace({ created: "2026-01-30T00:00:00.000Z" }));
    expect(await changeWorkspace(bucket, workspace(), { status: "error" })).to.equal(undefined);
    expect((await readWorkspace(bucket, "pr-123"))?.record?.status).to.equal("active");
  });

  it("forgets the reason of a failure with the next change", async () => {
    const bucket = memoryBucket();
    await addWorkspace(bucket, workspace({ status: "error", reason: "no luck" }));
    const changed = await changeWorkspace(bucket, workspace(), { status: "active" });
    expect(changed?.record).to.not.have.property("reason");
  });

  it("lists all of them, damaged ones without a record", async () => {
    const bucket = memoryBucket();
    await addWorkspace(bucket, workspace());
    bucket.put(".fleet/workspaces/a.json", "{}");
    expect((await listWorkspaces(bucket)).map(({ key, record }) => [key, record?.name])).to.deep.equal([
      [".fleet/workspaces/a.json", undefined],
      [KEY, "pr-123"],
    ]);
  });

  it("removes a record, after which its name is free", async () => {
    const bucket = memoryBucket();
    await addWorkspace(bucket, workspace());
    await removeWorkspace(bucket, workspace());
    expect(await addWorkspace(bucket, workspace({ owner: "grace" }))).to.not.equal(undefined);
  });

  it("has expired from the moment that its record says", () => {
    expect(isExpired(workspace(), new Date("2026-01-31T15:59:59.999Z"))).to.equal(false);
    expect(isExpired(workspace(), new Date("2026-01-31T16:00:00.000Z"))).to.equal(true);
  });

  for (const [field, value] of Object.entries({
    format: 2,
    id: 1,
    name: "../base",
    template: "base",
    environment: "test",
    owner: undefined,
    created: "yesterday",
    expires: null,
    status: "done",
    reason: 7,
    config: { "runtime:runnerCpu": 512 },
  })) {
    it(`takes no record whose ${field} is ${JSON.stringify(value)}`, () => {
      expect(parseWorkspace(Buffer.from(JSON.stringify({ ...workspace(), [field]: value })))).to.equal(
        undefined,
      );
    });
  }
});
