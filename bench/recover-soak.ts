import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Clients } from "../local/providers/clients";
import { expectSuccess, startTestFleet, type TestFleet } from "../test/support/fleet";
import { type Inventory, inState, inventory } from "../test/support/inventory";
import { STATE_BUCKET, stackState } from "../test/support/stack-state";
import type { Figure } from "./support/figure";

const KILLS = 50;
/** Each takes three runs of the engine, so there are fewer of them. */
const PLAIN_KILLS = 5;
const UP = ["up", "base", "dev"];
const DOWN = ["down", "base", "dev", "--delete-data", "--yes"];
const RECOVER = ["recover", "base", "dev", "--yes", "--settle", "1s"];

/**
 * Kills `up` and `down` of project `base` at random moments, fleet and engine with it, and recovers each time. What is
 * in the state and not there is lost, what is there and not in the state is doubled by the next `up`. Beside it what
 * Pulumi's own commands make of such a kill.
 */
export async function measure(): Promise<readonly Figure[]> {
  const fleet = await startTestFleet();
  const aws = new Clients(fleet.environment, "eu-west-1");
  try {
    expectSuccess(await fleet.run("bootstrap", "dev"));
    const soak = new Soak(fleet, aws, await inventory(aws));
    const milliseconds = { up: await soak.timed(UP), down: await soak.timed(DOWN) };
    const ours = await soak.recovered(milliseconds);
    const theirs = await soak.repeated(milliseconds.up);
    return [
      {
        name: "recover-soak",
        unit: "resources lost or doubled a kill",
        ours: ours / KILLS,
        alternative: "pulumi cancel and up",
        theirs: theirs / PLAIN_KILLS,
        goal: `0 in ${KILLS} kills`,
        met: ours === 0,
      },
    ];
  } finally {
    aws.destroy();
    await fleet.stop();
  }
}

interface Durations {
  readonly up: number;
  readonly down: number;
}

class Soak {
  constructor(
    private readonly fleet: TestFleet,
    private readonly aws: Clients,
    /** What is there without base. */
    private readonly ground: Inventory,
  ) {}

  /** Milliseconds of a whole run. */
  async timed(args: readonly string[]): Promise<number> {
    const started = performance.now();
    expectSuccess(await this.fleet.run(...args));
    return performance.now() - started;
  }

  /** Resources lost or doubled in all kills, each with its recovery. */
  async recovered(milliseconds: Durations): Promise<number> {
    let wrong = 0;
    let direction: keyof Durations = "up";
    for (let kills = 0; kills < KILLS; ) {
      if (!(await this.#killed(direction === "up" ? UP : DOWN, milliseconds[direction]))) {
        // It came to its end: from there the other way.
        direction = direction === "up" ? "down" : "up";
        continue;
      }
      kills += 1;
      expectSuccess(await this.fleet.run(...RECOVER));
      wrong += await this.#difference();
    }
    expectSuccess(await this.fleet.run(...UP));
    wrong += await this.#difference();
    expectSuccess(await this.fleet.run(...DOWN));
    return wrong + (await this.#made()).size;
  }

  /** Resources lost or doubled when the lock is cancelled and `up` run again, as Pulumi advises. */
  async repeated(milliseconds: number): Promise<number> {
    let wrong = 0;
    for (let kills = 0; kills < PLAIN_KILLS; ) {
      if (await this.#killed(UP, milliseconds)) {
        kills += 1;
        this.#cancel();
        // It may fail on what is there already: what is lost then is counted.
        await this.fleet.run(...UP);
        wrong += await this.#difference();
        expectSuccess(await this.fleet.run(...RECOVER));
      }
      expectSuccess(await this.fleet.run(...DOWN));
    }
    return wrong;
  }

  /** @returns false when the run was over first */
  async #killed(args: readonly string[], milliseconds: number): Promise<boolean> {
    const run = this.fleet.start(...args);
    await Promise.race([sleep(milliseconds * (0.2 + 0.8 * Math.random())), run.finished]);
    if (run.process.exitCode !== null) {
      expectSuccess(await run.finished);
      return false;
    }
    process.kill(-Number(run.process.pid), "SIGKILL");
    await run.finished;
    return true;
  }

  #cancel(): void {
    const { status, stderr } = spawnSync(
      join(__dirname, "..", ".fleet", "bin", "pulumi"),
      ["cancel", "--yes", "--stack", "dev", "--cwd", join(this.fleet.home, "base")],
      {
        encoding: "utf8",
        env: {
          ...process.env,
          ...this.fleet.environment,
          PULUMI_BACKEND_URL: `s3://${STATE_BUCKET}?region=eu-west-1&s3ForcePathStyle=true`,
        },
      },
    );
    if (status !== 0) {
      throw new Error(`pulumi cancel ended with ${status}: ${stderr}`);
    }
  }

  async #difference(): Promise<number> {
    const known = inState((await stackState(this.aws.s3, "base")).resources);
    const made = await this.#made();
    const different = [
      ...[...made].filter((one) => !known.has(one)),
      ...[...known].filter((one) => !made.has(one)),
    ];
    for (const one of different) {
      console.error(`not the same in the state and in AWS: ${one}`);
    }
    return different.length;
  }

  async #made(): Promise<Inventory> {
    return new Set([...(await inventory(this.aws))].filter((one) => !this.ground.has(one)));
  }
}
