import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const root = join(__dirname, "..", "..");

interface Row {
  /** `+` for one that is in no list. */
  readonly number: string;
  readonly fault: string;
  readonly testedBy: string;
  readonly state: string;
}

/** Rows of the page's tables. */
function readRows(): readonly Row[] {
  return readFileSync(join(root, "docs", "reliability.md"), "utf8")
    .split("\n")
    .map((line) => line.split(" | ").map((cell) => cell.replace(/^\|\s*|\s*\|$/g, "").trim()))
    .filter(([number = ""]) => /^(\d+|\+)$/.test(number))
    .map(([number = "", fault = "", , testedBy = "", state = ""]) => ({ number, fault, testedBy, state }));
}

describe("docs/reliability.md", () => {
  const rows = readRows();

  it("has all 58 faults, each once and in order", () => {
    const numbers = rows.map(({ number }) => number).filter((number) => number !== "+");
    expect(numbers.map(Number)).to.deep.equal(Array.from({ length: 58 }, (_, index) => index + 1));
  });

  for (const { number, fault, testedBy, state } of rows) {
    if (state.startsWith("not yet")) {
      continue;
    }
    it(`names tests that are there: ${number} ${fault}`, () => {
      const named = testedBy.split(/; (?=`)/).map((each) => /^`([^`]+)`: (.+)$/.exec(each));
      expect(named).not.to.include(null);
      for (const match of named) {
        const [, file = "", title = ""] = match ?? [];
        const path = join(root, "test", `${file}.test.ts`);
        expect(existsSync(path), path).to.equal(true);
        expect(readFileSync(path, "utf8"), file).to.include(title);
      }
    });
  }
});
