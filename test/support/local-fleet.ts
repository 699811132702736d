import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Profile } from "../../contracts/local-profile";
import { Clients } from "../../local/providers/clients";
import { startFleet } from "./fleet";

const ROOT = join(__dirname, "..", "..");
const START_TIMEOUT = 60_000;

/** How a `fleet` command ended. */
export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * AWS on this machine in a process and a folder of its own, and `fleet` as a user calls it. Nothing in it is
 * shared with another test or with the developer's own `fleet local`.
 */
export class LocalFleet {
  readonly aws: Clients;
  readonly #local: ChildProcess;
  readonly #folder: string;
  readonly #readLog: () => string;

  private constructor(
    readonly profile: Profile,
    local: ChildProcess,
    folder: string,
    log: () => string,
  ) {
    this.#local = local;
    this.#folder = folder;
    this.aws = new Clients(profile.environment, profile.environment.AWS_REGION ?? "");
    this.#readLog = log;
  }

  static async start(): Promise<LocalFleet> {
    const folder = mkdtempSync(join(tmpdir(), "fleet-e2e-"));
    const local = spawn(
      process.execPath,
      ["--require", join(ROOT, "register.cjs"), join(ROOT, "local", "main.ts"), folder],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    let log = "";
    for (const stream of [local.stdout, local.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        log += chunk.toString();
      });
    }
    const profile = join(folder, "profile.json");
    const end = Date.now() + START_TIMEOUT;
    while (!existsSync(profile)) {
      if (local.exitCode !== null || Date.now() > end) {
        local.kill("SIGTERM");
        throw new Error(`the local AWS did not start:\n${log}`);
      }
      await sleep(50);
    }
    return new LocalFleet(JSON.parse(readFileSync(profile, "utf8")), local, folder, () => log);
  }

  /** Process ids of the tasks' containers, in the order in which they began. */
  get taskProcesses(): readonly number[] {
    return [...this.#readLog().matchAll(/ runs as process (\d+)/g)].map(([, pid]) => Number(pid));
  }

  /** Process ids of the containers that have not ended, each of which leads a group. */
  get runningTasks(): readonly number[] {
    const log = this.#readLog();
    const ended = new Set([...log.matchAll(/task \S+\/(\S+) ended with/g)].map(([, task]) => task));
    return [...log.matchAll(/task (\S+) runs as process (\d+)/g)]
      .filter(([, task]) => !ended.has(task))
      .map(([, , pid]) => Number(pid));
  }

  /** What the local AWS has printed, for the message of a failed assertion. */
  get log(): string {
    return this.#readLog();
  }

  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, FLEET_PROFILE: join(this.#folder, "profile.json") };
  }

  /** Runs `fleet` to its end; a failure is a result like any other. */
  async run(...args: readonly string[]): Promise<CommandResult> {
    const { code, stdout, stderr } = await startFleet(args, join(this.#folder, "profile.json")).finished;
    return { exitCode: code ?? -1, stdout, stderr };
  }

  /** Runs `fleet … --json`, which must succeed, and returns its document. */
  async json<T>(...args: readonly string[]): Promise<T> {
    const { exitCode, stdout, stderr } = await this.run(...args, "--json");
    if (exitCode !== 0) {
      throw new Error(`fleet ${args.join(" ")} ended with ${exitCode}:\n${stderr}${stdout}\n${this.log}`);
    }
    return JSON.parse(stdout) as T;
  }

  async stop(): Promise<void> {
    if (this.#local.exitCode === null) {
      const ended = new Promise((resolve) => this.#local.once("exit", resolve));
      this.#local.kill("SIGTERM");
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
