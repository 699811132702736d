import { expect } from "chai";

import { type CheckRequest, checkInputs } from "../../../local/providers/inputs";
import type { ResourceType } from "../../../local/providers/resource";
import { UNKNOWN } from "../../../local/providers/values";

const type: ResourceType = {
  inputs: { name: "leaf", size: "leaf" },
  required: ["size"],
  autoName: "name",
  tagged: true,
  create: async () => ({ id: "id", outputs: {} }),
  read: async () => undefined,
  delete: async () => undefined,
};

const request = (overrides: Partial<CheckRequest>): CheckRequest => ({
  name: "queue",
  news: { size: 1 },
  olds: {},
  seed: Buffer.from("seed"),
  defaultTags: {},
  file: "local/x.ts",
  ...overrides,
});

describe("checkInputs", () => {
  it("names what has no name, the same for the same seed", () => {
    const { inputs } = checkInputs(type, request({}));
    expect(inputs.name).to.match(/^queue-[0-9a-f]{7}$/);
    expect(checkInputs(type, request({})).inputs.name).to.equal(inputs.name);
    expect(checkInputs(type, request({ seed: Buffer.from("other") })).inputs.name).not.to.equal(inputs.name);
  });

  it("keeps an automatic name, and neither a given one nor one that was given before", () => {
    const named = (olds: object, news: object) => checkInputs(type, request({ olds, news })).inputs.name;
    expect(named({ name: "queue-0123abc" }, { size: 2 })).to.equal("queue-0123abc");
    expect(named({ name: "queue-0123abc" }, { size: 2, name: "mine" })).to.equal("mine");
    expect(named({ name: "mine" }, { size: 2 })).to.match(/^queue-[0-9a-f]{7}$/);
  });

  it("merges tags over default tags", () => {
    const defaultTags = { Project: "test", Owner: "team" };
    const tagsAll = (news: object) => checkInputs(type, request({ defaultTags, news })).inputs.tagsAll;
    expect(tagsAll({ size: 1 })).to.deep.equal(defaultTags);
    expect(tagsAll({ size: 1, tags: { Owner: "me" } })).to.deep.equal({ Project: "test", Owner: "me" });
    expect(tagsAll({ size: 1, tags: UNKNOWN })).to.equal(UNKNOWN);
  });

  it("refuses tagsAll from a program, and what is missing", () => {
    const { failures } = checkInputs(type, request({ news: { tagsAll: {} } }));
    expect(failures.map(({ property }) => property)).to.deep.equal(["tagsAll", "size"]);
  });
});
