import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";

const run = promisify(execFile);
const TOOLS = resolve(__dirname, "..", "..", "tools");

describe("tools/setup", () => {
  let path: string;
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), "fleet-path-"));
  });
  afterEach(() => rmSync(path, { recursive: true }));

  function install(name: string, script: string): void {
    writeFileSync(join(path, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(path, name), 0o755);
  }

  /** Calls one function of prerequisites.sh where only what a test has installed is on PATH. */
  async function check(call: string): Promise<{ code: number; stdout: string; stderr: string }> {
    const script = `set -euo pipefail; . "${TOOLS}/setup/prerequisites.sh"; PATH="${path}"; ${call}`;
    return run("bash", ["-c", script]).then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );
  }

  it("says in one line what to install when Node.js is missing or too old", async () => {
    expect((await check("require_node")).stderr).to.equal(
      "setup: Node.js is missing: install version 20.19 or newer from https://nodejs.org\n",
    );
    install("node", "echo v20.18.3");
    expect(await check("require_node")).to.deep.equal({
      code: 1,
      stdout: "",
      stderr: "setup: Node.js v20.18.3 is too old: install version 20.19 or newer from https://nodejs.org\n",
    });
  });

  it("takes every Node.js from 20.19", async () => {
    for (const version of ["v20.19.0", "v22.0.0", "v24.11.1"]) {
      install("node", `echo ${version}`);
      expect((await check("require_node")).code, version).to.equal(0);
    }
  });

  it("takes the first Python that is new enough, and says in one line that there is none", async () => {
    install("python3", "exit 1");
    expect((await check("find_python")).stderr).to.equal(
      "setup: Python 3.10 or newer with its venv module is missing: install python3 and python3-venv, or from https://www.python.org\n",
    );
    install("python3.12", "exit 0");
    expect((await check("find_python")).stdout).to.equal("python3.12");
  });

  // Without them `npm ci` fails, or installs nothing for another platform: npm writes only what a registry gave it.
  it("locks the packages of every platform", () => {
    const lock = JSON.parse(readFileSync(join(TOOLS, "..", "package-lock.json"), "utf8"));
    const packages: Readonly<Record<string, { optionalDependencies?: object }>> = lock.packages;
    const wanted = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies),
    );
    const missing = wanted.filter((name) => packages[`node_modules/${name}`] === undefined);
    expect(missing).to.deep.equal([]);
  });

  it("pins every Python package by version and hash", () => {
    const requirements = readFileSync(join(TOOLS, "requirements.txt"), "utf8")
      .replaceAll(/^\s*#.*\n/gm, "")
      .split(/\n(?=\S)/);
    for (const requirement of requirements) {
      expect(requirement).to.match(/^[a-z0-9-]+==\S+.*( \\\n {4}--hash=sha256:[0-9a-f]{64})+\s*$/);
    }
    expect(requirements.some((requirement) => requirement.startsWith("ministack=="))).to.equal(true);
  });
});
