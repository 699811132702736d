import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { expect } from "chai";

const TOOLS = resolve(__dirname, "..", "..", "tools");
const SCRIPT = join(TOOLS, "check", "actionlint.sh");

describe("tools/check/actionlint.sh", () => {
  let path: string;
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), "fleet-path-"));
  });
  afterEach(() => rmSync(path, { recursive: true }));

  it("has in it the version that tools/actionlint/go.mod pins", () => {
    const [, pinned] =
      /github\.com\/rhysd\/actionlint v(\S+)/.exec(
        readFileSync(join(TOOLS, "actionlint", "go.mod"), "utf8"),
      ) ?? [];
    expect(/VERSION=(\S+)/.exec(readFileSync(SCRIPT, "utf8"))?.[1]).to.equal(pinned);
  });

  it("takes the actionlint on PATH of that version, hands it every workflow, and fails as it does", () => {
    const [, version] = /VERSION=(\S+)/.exec(readFileSync(SCRIPT, "utf8")) ?? [];
    const lint = join(path, "actionlint");
    writeFileSync(lint, `#!/bin/sh\n[ "$1" = --version ] && echo ${version} && exit\necho "$@"\nexit 3\n`);
    chmodSync(lint, 0o755);
    let failure: { status?: number; stdout?: string } = {};
    try {
      execFileSync(SCRIPT, {
        env: { ...process.env, PATH: `${path}${delimiter}${process.env.PATH}` },
        encoding: "utf8",
        stdio: "pipe",
      });
    } catch (error) {
      failure = error as typeof failure;
    }
    expect(failure.status).to.equal(3);
    expect(failure.stdout).to.match(
      /^-shellcheck= -pyflakes= .*\.github\/workflows\/checks\.yml .*preview\.yml/,
    );
  });
});
