import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { StackId } from "../../backend/layout";

/** How clients keep each other out. */
export type Protocol = "lease" | "pulumi";

export interface SoakOptions {
  readonly protocol: Protocol;
  /** Variables by which AWS clients reach the emulator. */
  readonly environment: Readonly<Record<string, string>>;
  readonly bucket: string;
  readonly stack: StackId;
  readonly processes: number;
  readonly clientsPerProcess: number;
  readonly turns: number;
}

/** One stay of a client inside. */
export interface Turn {
  readonly client: string;
  /** Of the lease; of Pulumi's lock there is none. */
  readonly fence?: number;
  /** Nanoseconds of the machine's monotonic clock, which all processes share. */
  readonly entered: bigint;
  readonly left: bigint;
  /** Somebody else's mark that was there on entering, or in place of the own one on leaving. */
  readonly met?: string;
}

export interface SoakResult {
  readonly turns: readonly Turn[];
  readonly milliseconds: number;
}

/** What a client's process tells of a turn. */
export type TurnMessage = Omit<Turn, "entered" | "left"> & {
  readonly entered: string;
  readonly left: string;
};

/** Lets many clients, in several processes, take one stack again and again. @throws Error when a process fails */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const turns: Turn[] = [];
  const children = Array.from({ length: options.processes }, (_, index) => client(options, index, turns));
  try {
    await Promise.all(children.map((child) => once(child, "message")));
    const started = performance.now();
    for (const child of children) {
      child.send("go");
    }
    await Promise.all(children.map(ended));
    return { turns, milliseconds: performance.now() - started };
  } finally {
    for (const child of children) {
      child.kill("SIGKILL");
    }
  }
}

/** Pairs of turns that overlap in time, met each other's mark, or whose fences are out of their order. */
export function overlaps(turns: readonly Turn[]): readonly string[] {
  const inOrder = [...turns].sort((left, right) => (left.entered < right.entered ? -1 : 1));
  return inOrder.flatMap((turn, index) => {
    const before = inOrder[index - 1];
    const found = turn.met === undefined ? [] : [`${turn.client} met ${turn.met}`];
    if (before && before.left > turn.entered) {
      found.push(`${turn.client} entered before ${before.client} had left`);
    }
    if (before?.fence !== undefined && turn.fence !== undefined && turn.fence <= before.fence) {
      found.push(`fence ${turn.fence} of ${turn.client} came after ${before.fence} of ${before.client}`);
    }
    return found;
  });
}

function client(options: SoakOptions, index: number, turns: Turn[]): ChildProcess {
  const child = fork(join(__dirname, "lock-soak-client.ts"), [], {
    execArgv: ["--require", join(__dirname, "..", "..", "register.cjs")],
    env: {
      ...process.env,
      ...options.environment,
      SOAK: JSON.stringify({ ...options, environment: undefined, index }),
    },
  });
  child.on("message", (message: "ready" | TurnMessage) => {
    if (message !== "ready") {
      turns.push({ ...message, entered: BigInt(message.entered), left: BigInt(message.left) });
    }
  });
  return child;
}

async function ended(child: ChildProcess): Promise<void> {
  const [code] = child.exitCode === null ? await once(child, "exit") : [child.exitCode];
  if (code !== 0) {
    throw new Error(`a soak client ended with ${code}`);
  }
}
