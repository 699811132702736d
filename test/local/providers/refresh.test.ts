import { expect } from "chai";

import { importedInputs, outputsInForm, refreshedInputs } from "../../../local/providers/refresh";
import type { ResourceType } from "../../../local/providers/resource";

const type: ResourceType = {
  inputs: { name: "leaf", rules: { id: "leaf", days: "leaf" }, policy: "leaf" },
  tagged: true,
  create: async () => ({ id: "id", outputs: {} }),
  read: async () => undefined,
  delete: async () => undefined,
};

describe("refreshedInputs", () => {
  it("finds no drift in defaults, order, or the form of documents and numbers", () => {
    const old = { rules: [{ days: "30" }], policy: '{ "a": 1 }', subnets: ["b", "a"] };
    const outputs = { rules: [{ days: 30, id: "x" }], policy: '{"a":1}', subnets: ["a", "b"], arn: "arn" };
    expect(refreshedInputs(type, outputs, old, {})).to.deep.equal(old);
  });

  it("finds what was changed or removed", () => {
    const old = { name: "n", rules: [{ id: "a", days: 30 }] };
    const outputs = { name: undefined, rules: [{ id: "a", days: 60 }] };
    expect(refreshedInputs(type, outputs, old, {})).to.deep.equal({ rules: [{ id: "a", days: 60 }] });
  });

  it("tells the program's tags from the defaults", () => {
    const old = { tags: { Name: "n" }, tagsAll: { Name: "n", Project: "p" } };
    const tagsAll = { Name: "changed", Project: "p", Added: "by hand" };
    expect(refreshedInputs(type, { tagsAll }, old, { Project: "p" })).to.deep.equal({
      tags: { Name: "changed", Added: "by hand" },
      tagsAll,
    });
  });
});

describe("importedInputs", () => {
  it("takes what the type understands and is not empty", () => {
    const outputs = { name: "n", arn: "arn", rules: [{ id: "a", extra: 1 }], tagsAll: { Name: "n" } };
    expect(importedInputs(type, outputs, {})).to.deep.equal({
      name: "n",
      rules: [{ id: "a" }],
      tags: { Name: "n" },
      tagsAll: { Name: "n" },
    });
    expect(importedInputs(type, { name: "n", rules: [], tagsAll: {} }, {})).to.deep.equal({ name: "n" });
  });
});

describe("outputsInForm", () => {
  it("lays outputs over what is known, in its form where they mean the same", () => {
    expect(
      outputsInForm(
        { encrypted: true, ids: ["b", "a"], size: 2 },
        { encrypted: "true", ids: ["a", "b"], size: 1, kept: 1 },
      ),
    ).to.deep.equal({
      encrypted: "true",
      ids: ["a", "b"],
      size: 2,
      kept: 1,
    });
  });
});
