import { expect } from "chai";

import { changedInputs } from "../../../local/providers/diff";

const updatable = { update: async () => ({}), replaceOn: ["name", "rules"] };

describe("changedInputs", () => {
  it("finds none between equal inputs", () => {
    expect(changedInputs(updatable, { a: [{ b: 1 }] }, { a: [{ b: 1 }] })).to.deep.equal([]);
  });

  it("finds what was added, deleted and changed, by path", () => {
    const olds = { tags: { Name: "a", Old: "x" }, rules: [{ id: 1 }], size: 1 };
    const news = { tags: { Name: "b", New: "y" }, rules: [{ id: 2 }, { id: 3 }], size: 1 };
    expect(changedInputs(updatable, olds, news)).to.deep.equal([
      { path: "tags.Name", kind: "update", replaces: false },
      { path: "tags.Old", kind: "delete", replaces: false },
      { path: "tags.New", kind: "add", replaces: false },
      { path: "rules[0].id", kind: "update", replaces: true },
      { path: "rules[1]", kind: "add", replaces: true },
    ]);
  });

  it("quotes keys that mean something in a path", () => {
    const [change] = changedInputs(updatable, { tags: { "a.b": "1" } }, { tags: { "a.b": "2" } });
    expect(change?.path).to.equal('tags["a.b"]');
  });

  it("takes JSON documents for equal by their content", () => {
    const olds = { policy: '{"a":1,"b":2}' };
    expect(changedInputs(updatable, olds, { policy: '{ "b": 2, "a": 1 }' })).to.deep.equal([]);
    expect(changedInputs(updatable, olds, { policy: '{"a":1,"b":3}' })).to.have.length(1);
  });

  it("takes archives for equal by their hash", () => {
    const archive = (hash: string, path: string) => ({
      code: { "4dabf18193072939515e22adb298388d": "0def7320c3a5731c473e5ecbe6d01bc7", hash, path },
    });
    expect(changedInputs(updatable, archive("one", "/a"), archive("one", "/b"))).to.deep.equal([]);
    expect(changedInputs(updatable, archive("one", "/a"), archive("two", "/a"))).to.deep.equal([
      { path: "code", kind: "update", replaces: false },
    ]);
  });

  it("replaces on every change where there is no update", () => {
    expect(changedInputs({}, { a: 1 }, { a: 2 })).to.deep.equal([
      { path: "a", kind: "update", replaces: true },
    ]);
  });
});
