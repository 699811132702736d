import { setTimeout as sleep } from "node:timers/promises";
import { TaskTimedOut } from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { startHeartbeat } from "../../runner/heartbeat";

interface Beating {
  readonly beats: () => number;
  readonly lost: readonly string[];
  readonly failures: readonly unknown[];
  readonly stop: () => void;
}

function beating(beat: (count: number, signal: AbortSignal) => Promise<void>, patience = 1000): Beating {
  let count = 0;
  const lost: string[] = [];
  const failures: unknown[] = [];
  const stop = startHeartbeat({
    beat: (signal) => beat(++count, signal),
    interval: 20,
    patience,
    onLost: (reason) => lost.push(reason),
    onFailure: (error) => failures.push(error),
  });
  return { beats: () => count, lost, failures, stop };
}

describe("startHeartbeat", () => {
  it("beats at once and again and again, until it is stopped", async () => {
    const { beats, lost, stop } = beating(async () => undefined);
    await sleep(150);
    stop();
    const atStop = beats();
    expect(atStop).to.be.within(3, 8);
    await sleep(60);
    expect(beats()).to.equal(atStop);
    expect(lost).to.deep.equal([]);
  });

  it("is lost as soon as the state machine has given the task up", async () => {
    const timedOut = new TaskTimedOut({ message: "gone", $metadata: {} });
    const { beats, lost, stop } = beating(async (count) => {
      if (count === 2) throw timedOut;
    });
    await sleep(100);
    stop();
    expect(beats()).to.equal(2);
    expect(lost).to.deep.equal(["the state machine no longer waits for this task"]);
  });

  it("outlives failures that are shorter than the state machine's patience", async () => {
    const { lost, failures, beats, stop } = beating(async (count) => {
      if (count < 3) throw new Error("throttled");
    });
    await sleep(120);
    stop();
    expect(failures.map(String)).to.deep.equal(["Error: throttled", "Error: throttled"]);
    expect(beats()).to.be.greaterThan(3);
    expect(lost).to.deep.equal([]);
  });

  it("is lost when nothing was acknowledged for that patience", async () => {
    const { lost, stop } = beating(async () => {
      throw new Error("unreachable");
    }, 50);
    await sleep(150);
    stop();
    expect(lost).to.deep.equal(["no heartbeat was acknowledged for as long as the state machine waits"]);
  });

  it("is lost too when the answer never comes", async () => {
    const never = (_: number, signal: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    const { lost, stop } = beating(never, 50);
    await sleep(200);
    stop();
    expect(lost).to.deep.equal(["no heartbeat was acknowledged for as long as the state machine waits"]);
  });

  it("reports nothing of a beat that its stop cut off", async () => {
    const { lost, failures, stop } = beating(
      (_, signal) =>
        new Promise<void>((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
        }),
    );
    stop();
    await sleep(50);
    expect({ lost, failures }).to.deep.equal({ lost: [], failures: [] });
  });
});
