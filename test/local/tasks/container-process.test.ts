import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { ContainerProcess } from "../../../local/tasks/container-process";

function shell(script: string): { readonly container: ContainerProcess; readonly output: () => string } {
  let written = "";
  const container = new ContainerProcess({
    command: ["/bin/sh", "-c", script],
    environment: { PATH: process.env.PATH ?? "" },
    folder: "/",
    onOutput: (chunk) => {
      written += chunk.toString();
    },
  });
  return { container, output: () => written };
}

describe("ContainerProcess", () => {
  it("tells the exit code and what was written", async () => {
    const { container, output } = shell("echo out; echo err >&2; exit 3");
    expect(await container.exited).to.deep.equal({ exitCode: 3 });
    await sleep(50);
    expect(output().split("\n").sort()).to.deep.equal(["", "err", "out"]);
  });

  it("tells 128 and the signal's number of a killed process", async () => {
    const { container } = shell("sleep 30");
    container.kill();
    expect(await container.exited).to.deep.equal({ exitCode: 137 });
  });

  it("lets the first process end by itself when it is asked to stop", async () => {
    const { container, output } = shell("trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done");
    while (!output().includes("ready")) await sleep(10);
    await container.stop(5000);
    expect(await container.exited).to.deep.equal({ exitCode: 7 });
  });

  it("kills one that does not end in time", async () => {
    const { container, output } = shell("trap '' TERM; echo ready; while :; do sleep 0.05; done");
    while (!output().includes("ready")) await sleep(10);
    await container.stop(100);
    expect(await container.exited).to.deep.equal({ exitCode: 137 });
  });

  it("takes its other processes along, as a container does", async () => {
    const { container, output } = shell("sleep 30 & echo $!; exit 0");
    await container.exited;
    await sleep(100);
    const orphan = Number(output().trim());
    expect(orphan).to.be.greaterThan(0);
    // A killed process may wait for its parent to notice; it runs no more.
    const status = `/proc/${orphan}/stat`;
    const state = existsSync(status) ? readFileSync(status, "utf8").split(" ")[2] : "gone";
    expect(state).to.be.oneOf(["gone", "Z", "X"]);
  });

  it("tells 127 of a command that is not there", async () => {
    const container = new ContainerProcess({
      command: ["/nowhere/command"],
      environment: {},
      folder: "/",
      onOutput: () => undefined,
    });
    expect(await container.exited).to.deep.equal({ exitCode: 127 });
  });
});
