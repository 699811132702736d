import { expect } from "chai";
import { attributeChanges } from "../../../cli/drift/attribute-changes";
import { refreshedResource } from "../../support/refreshed-resource";

describe("attributeChanges", () => {
  it("gives both values of a nested attribute, and whether it takes a replacement to bring it back", () => {
    const rules = (status: string) => ({ inputs: { rules: [{ status }] }, outputs: {} });
    const resource = refreshedResource({
      deployed: rules("Enabled"),
      found: rules("Disabled"),
      changes: [{ path: "rules[0].status", input: true, replaces: true }],
    });
    expect(attributeChanges(resource)).to.deep.equal([
      { path: "rules[0].status", deployed: "Enabled", found: "Disabled", replaces: true, managed: true },
    ]);
  });

  it("compares what the program gave with an output where the provider compares so", () => {
    const resource = refreshedResource({
      deployed: { inputs: { size: 1 }, outputs: { size: 1, zone: "a" } },
      found: { inputs: { size: 1 }, outputs: { size: 2, zone: "b" } },
      changes: [
        { path: "size", input: false, replaces: false },
        { path: "zone", input: false, replaces: false },
      ],
    });
    expect(attributeChanges(resource).map(({ deployed, found }) => [deployed, found])).to.deep.equal([
      [1, 2],
      ["a", "b"],
    ]);
  });

  it("tells a tag once, beside the default that it replaced", () => {
    const all = (Owner: string) => ({ inputs: { tagsAll: { Owner, "a.b": "c" } }, outputs: {} });
    const resource = refreshedResource({
      deployed: all("platform"),
      found: { inputs: { ...all("mallory").inputs, tags: { Owner: "mallory" } }, outputs: {} },
      changes: ["tags.Owner", "tagsAll.Owner"].map((path) => ({ path, input: true, replaces: false })),
    });
    expect(attributeChanges(resource)).to.deep.equal([
      { path: "tags.Owner", deployed: "platform", found: "mallory", replaces: false, managed: true },
    ]);
  });

  it("keeps a tag of which only the program's own map tells", () => {
    const resource = refreshedResource({
      deployed: { inputs: { tags: { Name: "a" } }, outputs: {} },
      found: { inputs: { tags: { Name: "b" } }, outputs: {} },
      changes: [{ path: "tags.Name", input: true, replaces: false }],
    });
    expect(attributeChanges(resource).map(({ path }) => path)).to.deep.equal(["tags.Name"]);
  });
});
