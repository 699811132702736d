import { createInterface } from "node:readline/promises";
import pc from "picocolors";

/** Where a command's words go. With `--json`, stdout carries one JSON document and everything else is stderr. */
export interface Output {
  readonly json: boolean;
  /** Whether a person watches: a terminal on both ends, and not `--json`. */
  readonly interactive: boolean;
  readonly color: Colors;
  /** A line for people. */
  line(text?: string): void;
  /** A line about something that went wrong. */
  error(text: string): void;
  /** The command's result: printed with `--json`, otherwise shown by `render`. */
  result(value: unknown, render: () => void): void;
  /** What the person answers; only where `interactive`. */
  ask(question: string): Promise<string>;
}

export type Colors = ReturnType<typeof pc.createColors>;

export interface Streams {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

export function createOutput(json: boolean, streams: Streams = process): Output {
  const { stdin, stdout, stderr } = streams;
  const people = json ? stderr : stdout;
  return {
    json,
    interactive: !json && stdin.isTTY === true && stdout.isTTY === true,
    color: pc.createColors(people.isTTY === true && pc.isColorSupported),
    line: (text = "") => {
      people.write(`${text}\n`);
    },
    error: (text) => {
      stderr.write(`${text}\n`);
    },
    result: (value, render) => {
      if (json) {
        stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
      } else {
        render();
      }
    },
    ask: async (question) => {
      const lines = createInterface({ input: stdin, output: stdout });
      try {
        return await lines.question(question);
      } finally {
        lines.close();
      }
    },
  };
}
