import { expect } from "chai";
import { workspaceId } from "../../../contracts/registry/workspace-id";

describe("workspaceId", () => {
  it("is one UUID of version 5 for one place, and never changes", () => {
    expect(workspaceId("state", "base", "dev")).to.match(
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(workspaceId("state", "base", "dev")).to.equal(workspaceId("state", "base", "dev"));
  });

  it("is another one for another bucket, project or stack", () => {
    const ids = [
      workspaceId("state", "base", "dev"),
      workspaceId("other", "base", "dev"),
      workspaceId("state", "runtime", "dev"),
      workspaceId("state", "base", "prod"),
    ];
    expect(new Set(ids).size).to.equal(ids.length);
  });
});
