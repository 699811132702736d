import { PassThrough } from "node:stream";
import { expect } from "chai";
import { columns } from "../../../cli/output/columns";
import { formatDuration } from "../../../cli/output/duration";
import { createOutput } from "../../../cli/output/output";

describe("createOutput", () => {
  const streams = () => ({ stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() });
  const written = (stream: PassThrough) => String(stream.read() ?? "");

  it("gives stdout to the one document of --json, and everything else to stderr", () => {
    const of = streams();
    const output = createOutput(true, of);
    output.line("working");
    output.result({ a: 1 }, () => output.line("not shown"));
    expect(JSON.parse(written(of.stdout))).to.deep.equal({ a: 1 });
    expect(written(of.stderr)).to.equal("working\n");
  });

  it("renders the result for people", () => {
    const of = streams();
    const output = createOutput(false, of);
    output.result({ a: 1 }, () => output.line("one"));
    expect(written(of.stdout)).to.equal("one\n");
  });

  it("is interactive only between two terminals", () => {
    const terminal = () => Object.assign(new PassThrough(), { isTTY: true });
    const between = { stdin: terminal(), stdout: terminal(), stderr: terminal() };
    expect(createOutput(false, between).interactive).to.equal(true);
    expect(createOutput(true, between).interactive).to.equal(false);
    expect(createOutput(false, { ...between, stdout: new PassThrough() }).interactive).to.equal(false);
  });
});

describe("columns", () => {
  it("aligns cells and leaves no blanks at a line's end", () => {
    expect(columns([["a", "long"], ["bbb", "c"], ["d"]])).to.deep.equal(["a    long", "bbb  c", "d"]);
  });
});

describe("formatDuration", () => {
  it("speaks of seconds below a minute", () => {
    expect([340, 12_300, 125_000].map(formatDuration)).to.deep.equal(["0.3 s", "12.3 s", "2 min 5 s"]);
  });
});
