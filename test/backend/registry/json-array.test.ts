import { expect } from "chai";
import fc from "fast-check";
import { JsonArraySplitter } from "../../../backend/registry/json-array";

/** What the splitter makes of `text` when it comes in pieces of `size` bytes. */
function split(text: string, size: number, path: readonly string[] = ["a", "b"]) {
  const elements: unknown[] = [];
  const splitter = new JsonArraySplitter(path, (element) => elements.push(element));
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) {
    splitter.write(bytes.subarray(start, start + size));
  }
  return { elements, rest: Buffer.from(splitter.end()).toString("utf8") };
}

describe("JsonArraySplitter", () => {
  it("gives the elements away and keeps the rest, in pieces of any size", () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue()),
        fc.jsonValue(),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(undefined, 2),
        (array, other, size, indent) => {
          const whole = { before: other, a: { c: other, b: array, d: other }, after: other };
          const { elements, rest } = split(JSON.stringify(whole, undefined, indent), size);
          expect(elements).to.deep.equal(JSON.parse(JSON.stringify(array)));
          expect(JSON.parse(rest)).to.deep.equal(
            JSON.parse(JSON.stringify({ ...whole, a: { c: other, b: [], d: other } })),
          );
        },
      ),
    );
  });

  it("takes no array at another place", () => {
    for (const text of [
      '{"b":[1]}',
      '{"a":[{"b":[1]}]}',
      '{"x":{"b":[1]},"a":{"x":{"b":[1]}}}',
      '{"a":{"b":{"b":[1]}}}',
      '[["a",["b",[1]]]]',
      '{"a":"b","c":[1]}',
    ]) {
      expect(split(text, 3), text).to.deep.equal({ elements: [], rest: text });
    }
  });

  it("knows a member whose name is written with escapes", () => {
    expect(split('{"\\u0061":{"b":[1]}}', 2).elements).to.deep.equal([1]);
  });

  it("says what is no JSON within the array", () => {
    expect(() => split('{"a":{"b":[{"x":}]}}', 5)).to.throw(SyntaxError);
  });

  it("leaves an array that is cut off to whoever parses the rest", () => {
    const { elements, rest } = split('{"a":{"b":[{"x":1},{"y":', 4);
    expect(elements).to.deep.equal([{ x: 1 }]);
    expect(() => JSON.parse(rest)).to.throw(SyntaxError);
  });
});
