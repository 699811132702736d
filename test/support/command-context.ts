import pc from "picocolors";
import type { Clients } from "../../cli/clients";
import type { Clock } from "../../cli/clock";
import type { Context } from "../../cli/context";
import type { Engine } from "../../cli/engine/engine";
import { Interruption } from "../../cli/interruption";
import type { Output } from "../../cli/output/output";

/** What a command said. */
export interface Said {
  readonly lines: string[];
  readonly errors: string[];
  readonly results: unknown[];
}

export interface CommandContext extends Context {
  readonly said: Said;
}

/** A context whose output is kept, whose clock only moves when somebody sleeps, and with nothing behind it. */
export function commandContext(
  given: Partial<Omit<Context, "clients" | "engine" | "output" | "clock">> & {
    readonly clients?: Partial<Clients>;
    readonly engine?: Partial<Engine>;
    readonly answer?: string;
  } = {},
): CommandContext {
  const said: Said = { lines: [], errors: [], results: [] };
  const output: Output = {
    json: false,
    interactive: given.answer !== undefined,
    color: pc.createColors(false),
    line: (text = "") => {
      said.lines.push(text);
    },
    error: (text) => {
      said.errors.push(text);
    },
    result: (value, render) => {
      said.results.push(value);
      render();
    },
    ask: async () => given.answer ?? "",
  };
  const { clients, engine, answer, ...rest } = given;
  return {
    root: "/repository",
    home: "/repository",
    profile: undefined,
    user: "ada",
    interruption: new Interruption(output),
    ...rest,
    output,
    clock: manualClock(),
    clients: () => clients as Clients,
    engine: () => engine as Engine,
    said,
  };
}

function manualClock(): Clock {
  let now = Date.parse("2026-01-31T12:00:00Z");
  return {
    now: () => new Date(now),
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
  };
}

/** The error that `work` ends with. */
export async function failureOf(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error("it did not fail");
}
