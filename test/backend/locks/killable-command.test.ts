import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { ConcurrentUpdateError, type PulumiCommand, StackNotFoundError } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { isOwnLock } from "../../../backend/locks/cli-processes";
import { killableCommand } from "../../../backend/locks/killable-command";
import { isRunning } from "../../../backend/locks/running-process";
import { failureOf } from "../../support/command-context";
import { eventually } from "../../support/eventually";
import { lockHolder } from "../../support/holders";

interface Runnable {
  run(
    args: readonly string[],
    cwd: string,
    variables: Readonly<Record<string, string>>,
    onOutput?: (text: string) => void,
    onError?: (text: string) => void,
    signal?: AbortSignal,
  ): Promise<{ readonly stdout: string }>;
}

describe("killableCommand", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fleet-command-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** A CLI that is a shell script. */
  function cli(script: string, lost?: AbortSignal): Runnable {
    const command = join(folder, "pulumi");
    writeFileSync(command, `#!/bin/sh\n${script}\n`);
    chmodSync(command, 0o755);
    return killableCommand({ command, version: null } as PulumiCommand, lost) as unknown as Runnable;
  }

  /** The id of the process that `script` prints first, and how it ended. */
  async function started(one: Runnable, signal?: AbortSignal) {
    let pid = 0;
    const ended = failureOf(
      one.run(
        [],
        folder,
        {},
        (text) => {
          pid ||= Number(text.split("\n")[0]);
        },
        undefined,
        signal,
      ),
    );
    await eventually("it runs", () => pid > 0, 5);
    return { pid, ended };
  }

  it("gives what the CLI says, and runs it as the Automation API does", async () => {
    const { stdout } = await cli('echo "$@ $PULUMI_AUTOMATION_API $GIVEN ${PATH%%:*}"').run(["up"], folder, {
      GIVEN: "variable",
    });
    expect(stdout).to.equal(`up --non-interactive true variable ${folder}`);
  });

  it("fails with the Automation API's own errors", async () => {
    const fail = (text: string) => failureOf(cli(`echo "${text}" >&2; exit 255`).run(["up"], folder, {}));
    expect(await fail("error: the stack is currently locked by 1 lock(s)")).to.be.instanceOf(
      ConcurrentUpdateError,
    );
    expect(await fail("error: no stack named 'dev' found")).to.be.instanceOf(StackNotFoundError);
    expect((await fail("error: broken")).message).to.contain(
      `failed with exit code 255: ${folder}/pulumi up\nerror: broken`,
    );
  });

  it("says that there is no CLI", async () => {
    const none = killableCommand({ command: join(folder, "none"), version: null } as PulumiCommand);
    expect((await failureOf((none as unknown as Runnable).run([], folder, {}))).message).to.contain("ENOENT");
  });

  it("knows the locks of what it runs, while it runs", async () => {
    const lost = new AbortController();
    const { pid, ended } = await started(cli("echo $$; exec sleep 60", lost.signal));
    const lock = lockHolder({ hostname: hostname(), pid });
    expect(isOwnLock(lock)).to.equal(true);
    expect(isOwnLock({ ...lock, hostname: "desk" })).to.equal(false);
    lost.abort();
    await ended;
    expect(isOwnLock(lock)).to.equal(false);
    expect(isOwnLock(lockHolder({ hostname: hostname(), pid: process.pid }))).to.equal(true);
  });

  it("asks a run to stop, and kills it when the lease is lost, also while it is stopping", async () => {
    const stop = new AbortController();
    const lost = new AbortController();
    const script = 'trap "echo asked" INT; echo $$; while :; do sleep 0.05; done';
    let output = "";
    const one = cli(script, lost.signal);
    const ended = failureOf(
      one.run(
        [],
        folder,
        {},
        (text) => {
          output += text;
        },
        undefined,
        stop.signal,
      ),
    );
    await eventually("it runs", () => output.includes("\n"), 5);
    stop.abort();
    await eventually("it was asked", () => output.includes("asked"), 5);
    const pid = Number(output.split("\n")[0]);
    expect(isRunning(pid)).to.equal(true);
    lost.abort();
    expect((await ended).message).to.contain("was killed with SIGKILL");
    expect(isRunning(pid)).to.equal(false);
  });

  it("lets no run begin when the lease is lost already, or it was asked to stop", async () => {
    const script = "touch begun";
    const lost = await failureOf(cli(script, AbortSignal.abort()).run(["up"], folder, {}));
    expect(lost.message).to.contain(`Command was not begun: ${folder}/pulumi up`);
    const stop = AbortSignal.abort();
    const stopped = await failureOf(cli(script).run(["up"], folder, {}, undefined, undefined, stop));
    expect(stopped.message).to.contain("Command was not begun");
    expect(readdirSync(folder)).to.deep.equal(["pulumi"]);
  });
});
