import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TaskDoesNotExist, TaskTimedOut } from "@aws-sdk/client-sfn";
import { expect } from "chai";
import { FleetError } from "../../contracts/errors";
import type { RunnerResult } from "../../contracts/pipeline";
import { createLog } from "../../runner/log";
import { run } from "../../runner/run";

const RESULT: RunnerResult = { changes: { create: 12 } };
const OVER = new TaskTimedOut({ message: "gone", $metadata: {} });

interface Told {
  readonly exitCode: number;
  readonly answers: readonly unknown[];
  readonly log: readonly { readonly message: string; readonly error?: string }[];
}

async function told(
  work: (signal: AbortSignal) => Promise<RunnerResult>,
  options: {
    readonly heartbeat?: () => Promise<void>;
    readonly answer?: () => void;
    readonly interrupted?: AbortSignal;
    readonly healthFile?: string;
  } = {},
): Promise<Told> {
  const answers: unknown[] = [];
  const lines: string[] = [];
  const answer = async (value: unknown) => {
    options.answer?.();
    answers.push(value);
  };
  const exitCode = await run({
    token: { heartbeat: options.heartbeat ?? (async () => undefined), succeed: answer, fail: answer },
    heartbeatSeconds: 0.06,
    log: createLog({}, (line) => lines.push(line)),
    interrupted: options.interrupted ?? new AbortController().signal,
    healthFile: options.healthFile,
    work,
  });
  return { exitCode, answers, log: lines.map((line) => JSON.parse(line)) };
}

/** Work that ends only when it is told to. */
function endless(signal: AbortSignal): Promise<RunnerResult> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

describe("run", () => {
  it("answers with the result", async () => {
    expect(await told(async () => RESULT)).to.deep.equal({ exitCode: 0, answers: [RESULT], log: [] });
  });

  it("answers with the typed failure, once", async () => {
    const failure = new FleetError("DeploymentFailed", "no", ["line"]);
    const { exitCode, answers } = await told(() => Promise.reject(failure));
    expect({ exitCode, answers }).to.deep.equal({ exitCode: 1, answers: [failure] });
  });

  it("names a failure that nobody foresaw", async () => {
    const { answers } = await told(() => Promise.reject(new TypeError("x is not a function")));
    const [failure] = answers as [FleetError];
    expect(failure.name).to.equal("PipelineFailed");
    expect(failure.message).to.equal("the runner failed with TypeError: x is not a function");
  });

  it("ends the work and answers nothing when it is fenced", async () => {
    const { exitCode, answers, log } = await told(endless, { heartbeat: () => Promise.reject(OVER) });
    expect({ exitCode, answers }).to.deep.equal({ exitCode: 1, answers: [] });
    expect(log.map(({ error }) => error)).to.deep.equal(["LeaseLost"]);
  });

  it("ends the work and says that it was interrupted when the container is stopped", async () => {
    const interruption = new AbortController();
    const failure = new FleetError("DeploymentInterrupted", "told to stop");
    setTimeout(() => interruption.abort(failure), 20);
    const { exitCode, answers } = await told(endless, { interrupted: interruption.signal });
    expect({ exitCode, answers }).to.deep.equal({ exitCode: 1, answers: [failure] });
  });

  it("takes an answer that comes too late as no error of its own, but no success either", async () => {
    const late = new TaskDoesNotExist({ message: "gone", $metadata: {} });
    const { exitCode, log } = await told(async () => RESULT, {
      answer: () => {
        throw late;
      },
    });
    expect(exitCode).to.equal(1);
    expect(log.map(({ message }) => message)).to.deep.equal(["the state machine did not take the answer"]);
  });

  it("promises to the container's health check what the state machine has heard", async () => {
    const folder = mkdtempSync(join(tmpdir(), "fleet-run-"));
    const healthFile = join(folder, "alive-until");
    const begun = Date.now();
    await told(() => sleep(50, RESULT), { healthFile });
    expect(Number(readFileSync(healthFile, "utf8"))).to.be.greaterThan(begun);
    rmSync(folder, { recursive: true });
  });

  it("sends heartbeats while it works and none afterwards", async () => {
    let beats = 0;
    let enough: () => void = () => undefined;
    const beaten = new Promise<void>((resolve) => {
      enough = resolve;
    });
    const heartbeat = async () => {
      beats++;
      if (beats === 3) {
        enough();
      }
    };
    await told(() => beaten.then(() => RESULT), { heartbeat });
    const during = beats;
    await sleep(100);
    expect(beats).to.equal(during);
  });
});
