import { expect } from "chai";
import { Interruption } from "../../cli/interruption";
import { commandContext } from "../support/command-context";

describe("Interruption", () => {
  const interruption = () => {
    const codes: number[] = [];
    const { output, said } = commandContext();
    return { codes, said, subject: new Interruption(output, (code) => codes.push(code)) };
  };

  it("ends the command at once where nothing has to be finished", () => {
    const { codes, subject } = interruption();
    subject.receive();
    expect(codes).to.deep.equal([130]);
  });

  it("aborts graceful work at the first signal and ends at the second", async () => {
    const { codes, said, subject } = interruption();
    await subject.graceful(async (signal) => {
      subject.receive();
      expect(signal.aborted).to.equal(true);
      expect(codes).to.deep.equal([]);
      subject.receive();
    });
    expect(codes).to.deep.equal([130]);
    expect(said.errors).to.deep.equal(["stopping: what has begun is finished first; Ctrl-C again kills it"]);
  });

  it("ends well when the reader of the output has gone, and finishes what has begun first", async () => {
    const { codes, said, subject } = interruption();
    await subject.graceful(async (signal) => {
      subject.loseReader();
      subject.loseReader();
      expect(signal.aborted).to.equal(true);
    });
    expect(codes).to.deep.equal([]);
    expect(said.errors).to.deep.equal([]);
    subject.loseReader();
    expect(codes).to.deep.equal([0]);
  });

  it("forgets graceful work that has failed", async () => {
    const { codes, subject } = interruption();
    await subject.graceful(() => Promise.reject(new Error("failed"))).catch(() => undefined);
    subject.receive();
    expect(codes).to.deep.equal([130]);
  });
});
