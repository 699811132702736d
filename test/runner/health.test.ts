import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { HEALTH_FILE_VARIABLE, noteAlive } from "../../runner/health";

const MINUTE = 60_000;

describe("the container's health check", function () {
  this.timeout(60_000);
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fleet-health-"));
    file = join(folder, "alive-until");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const check = (path: string) =>
    spawnSync(process.execPath, ["runner/health-check.cjs"], {
      env: { [HEALTH_FILE_VARIABLE]: path },
      encoding: "utf8",
    });

  it("passes as long as the last heartbeat promised, and before the first", () => {
    expect(check(file)).to.include({ status: 0, stderr: "" });
    noteAlive(file, new Date(Date.now() + 10 * MINUTE));
    expect(check(file)).to.include({ status: 0, stderr: "" });
    noteAlive(file, new Date(Date.now() - MINUTE));
    expect(check(file)).to.include({ status: 1, stderr: "" });
  });

  it("fails on a note that cannot be read", () => {
    expect(check(folder)).to.include({ status: 1 });
  });

  it("never ends a run for want of a note", () => {
    noteAlive(undefined, new Date());
    noteAlive(join(folder, "missing", "alive-until"), new Date());
    expect(() => readFileSync(file)).to.throw("ENOENT");
  });

  it("has the variable that the image sets", () => {
    expect(readFileSync("runner/Dockerfile", "utf8")).to.include(`${HEALTH_FILE_VARIABLE}=/tmp/`);
    expect(readFileSync("runner/health-check.cjs", "utf8")).to.include(
      `process.env.${HEALTH_FILE_VARIABLE} `,
    );
  });
});
