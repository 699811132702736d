import { expect } from "chai";
import { createLog } from "../../runner/log";

describe("createLog", () => {
  it("writes one JSON object a line, with its context, whatever the message holds", () => {
    const lines: string[] = [];
    const log = createLog({ correlationId: "vault-g1-deploy" }, (line) => lines.push(line));
    log.info('two\nlines and "quotes"', { source: "engine" });
    log.error("failed");
    expect(lines).to.have.length(2);
    const [first, second] = lines.map((line) => JSON.parse(line));
    expect(first).to.include({
      level: "INFO",
      message: 'two\nlines and "quotes"',
      source: "engine",
      correlationId: "vault-g1-deploy",
    });
    expect(second).to.include({ level: "ERROR", message: "failed", correlationId: "vault-g1-deploy" });
    expect(lines.every((line) => line.indexOf("\n") === line.length - 1)).to.equal(true);
  });

  it("lets no field replace the context", () => {
    const lines: string[] = [];
    createLog({ correlationId: "right" }, (line) => lines.push(line)).info("x", { correlationId: "wrong" });
    expect(JSON.parse(lines[0] ?? "").correlationId).to.equal("right");
  });
});
