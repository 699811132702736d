import { expect } from "chai";

import { lowerCaseTagList, tagList, tagMap, updateTags } from "../../../../local/providers/aws/tag-lists";

describe("tag lists", () => {
  const tags = { Name: "one", Owner: "tests" };

  it("come back as the map they were made of", () => {
    expect(tagMap(tagList(tags))).to.deep.equal(tags);
    expect(tagMap(lowerCaseTagList(tags))).to.deep.equal(tags);
  });

  const updates: readonly (readonly [string, object, object, unknown[]])[] = [
    ["sets what is new or changed", { a: "1", b: "2" }, { a: "1", b: "1" }, [["set", { b: "2" }]]],
    ["removes what is gone", { a: "1" }, { a: "1", b: "1" }, [["remove", ["b"]]]],
    ["does nothing without a change", { a: "1" }, { a: "1" }, []],
  ];
  for (const [what, news, olds, expected] of updates) {
    it(what, async () => {
      const calls: unknown[] = [];
      await updateTags(
        { tagsAll: news },
        { tagsAll: olds },
        async (set) => calls.push(["set", set]),
        async (keys) => calls.push(["remove", keys]),
      );
      expect(calls).to.deep.equal(expected);
    });
  }
});
