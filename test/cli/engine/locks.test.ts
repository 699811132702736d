import { expect } from "chai";
import { describeLock, parseHolder } from "../../../cli/engine/locks";

describe("parseHolder", () => {
  const holder = { pid: 7, username: "ada", hostname: "host", timestamp: "2026-01-31T12:00:00Z" };

  it("reads what Pulumi writes", () => {
    expect(parseHolder(JSON.stringify(holder))).to.deep.equal(holder);
  });

  it("is none for anything else", () => {
    for (const text of ["", "{", "null", "[]", "{}", JSON.stringify({ ...holder, pid: "7" })]) {
      expect(parseHolder(text), text).to.equal(undefined);
    }
  });

  it("is told with the time since which it holds", () => {
    const lock = { project: "base", stack: "dev", key: "locks/1.json" } as const;
    expect(describeLock({ ...lock, holder })).to.equal(
      "base dev is locked by ada on host (process 7) since 2026-01-31T12:00:00Z",
    );
    expect(describeLock(lock)).to.equal(
      "base dev has a lock that cannot be read: look at locks/1.json in the state bucket",
    );
  });
});
