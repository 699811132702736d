import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { USE_TYPES } from "../../../contracts/prices/billing";
import { STANDING_COSTS } from "../../../contracts/prices/standing-costs";

describe("docs/costs.md", () => {
  const text = readFileSync(join(__dirname, "..", "..", "..", "docs", "costs.md"), "utf8");
  const short = (types: object) => Object.keys(types).map((type) => type.slice(type.lastIndexOf(":") + 1));

  it("spells out what is assumed of each type that costs something for being there, and of no other", () => {
    const [, table = ""] =
      /## What is counted, and what is assumed\n([^#]*?)\nBilled by use/.exec(text) ?? [];
    const named = [...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    expect(named).to.deep.equal(short(STANDING_COSTS).sort());
  });

  it("names each type that is billed by use alone", () => {
    const [, list = ""] = /\nBilled by use([^.]*)\./.exec(text) ?? [];
    expect([...list.matchAll(/`(\w+)`/g)].map(([, name]) => name)).to.deep.equal(short(USE_TYPES));
  });
});
