import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

import { expect } from "chai";

import { loopbackPort } from "../../local/loopback-port";

const node = (args: readonly string[], env: Record<string, string> = {}): ChildProcess =>
  spawn(process.execPath, ["-r", "./register.cjs", ...args], {
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error("the process has no output");
  const [line] = await once(createInterface(stdout), "line");
  return line;
}

describe("local processes", function () {
  this.timeout(180_000);

  const provide = () => {
    const child = node(["local/providers/main.ts"]);
    child.stdin?.write(`${JSON.stringify({ AWS_ENDPOINT_URL: "http://127.0.0.1:9" })}\n`);
    return child;
  };

  it("serves providers until its standard input closes", async () => {
    const child = provide();
    const ports = JSON.parse(await firstLine(child));
    expect(Object.keys(ports)).to.deep.equal(["aws", "awsx", "command"]);
    child.stdin?.end();
    const [code] = await once(child, "exit");
    expect(code).to.equal(0);
  });

  it("serves providers until it is told to end", async () => {
    const child = provide();
    await firstLine(child);
    child.kill("SIGTERM");
    const [code] = await once(child, "exit");
    expect(code).to.equal(0);
  });

  it("ends the emulator when its parent is killed", async () => {
    const port = await loopbackPort(0);
    const script = `
      const { startEmulator } = require("./local/emulator");
      startEmulator({ port: ${port}, logFile: "/dev/null", binary: process.env.EMULATOR })
        .then(({ endpoint }) => console.log(endpoint));
      setInterval(() => undefined, 1000);`;
    const binary = process.env.MINISTACK ?? ".fleet/venv/bin/ministack";
    const parent = node(["-e", script], { EMULATOR: binary });
    const endpoint = await firstLine(parent);
    const answers = () =>
      fetch(`${endpoint}/_ministack/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    expect(await answers()).to.equal(true);
    parent.kill("SIGKILL");
    await once(parent, "exit");
    const end = Date.now() + 10_000;
    while (Date.now() < end && (await answers())) await sleep(100);
    expect(await answers()).to.equal(false);
  });
});
