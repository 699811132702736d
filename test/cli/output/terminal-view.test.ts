import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { expect } from "chai";
import type { ResourceProgress } from "../../../cli/engine/progress";
import type { OperationView } from "../../../cli/output/operation-view";
import { withTerminalView } from "../../../cli/output/terminal-view";
import { commandContext, failureOf } from "../../support/command-context";

/** Longer than the terminal waits between two frames, in milliseconds. */
const FRAMES = 300;

/** What `work` writes to a terminal 80 columns wide, without colours and movements of the cursor. */
async function written(work: () => Promise<unknown>): Promise<string> {
  const { stdout } = process;
  const terminal = { isTTY: true, columns: 80, rows: 24 };
  const before = Object.fromEntries(
    ["write", ...Object.keys(terminal)].map((name) => [name, Object.getOwnPropertyDescriptor(stdout, name)]),
  );
  let text = "";
  const write = (chunk: unknown): boolean => {
    text += stripVTControlCharacters(String(chunk));
    return true;
  };
  for (const [name, value] of Object.entries({ ...terminal, write })) {
    Object.defineProperty(stdout, name, { value, configurable: true, writable: true });
  }
  try {
    await work();
  } finally {
    for (const [name, descriptor] of Object.entries(before)) {
      delete (stdout as unknown as Record<string, unknown>)[name];
      if (descriptor) {
        Object.defineProperty(stdout, name, descriptor);
      }
    }
  }
  return text;
}

describe("withTerminalView", () => {
  const { clock } = commandContext();
  const of = (kind: ResourceProgress["kind"], name: string): ResourceProgress => ({
    kind,
    urn: `urn:pulumi:dev::base::aws:s3/bucket:Bucket::${name}`,
    type: "aws:s3/bucket:Bucket",
    name,
    operation: "create",
  });
  /** One resource is done, one failed, one is in flight. */
  const show = async (view: OperationView) => {
    for (const name of ["first", "second", "third"]) {
      view.show(of("started", name));
    }
    await clock.sleep(1_500);
    view.show(of("finished", "first"));
    view.show(of("failed", "second"));
    await sleep(FRAMES);
  };

  it("counts what is done and in flight, and shows the last lines below", async () => {
    const text = await written(() => withTerminalView("base dev", clock, false, show));
    expect(text).to.include("base dev: 2 done, 1 in flight");
    expect(text).to.include("+ aws:s3/bucket:Bucket  first  created (1.5 s)");
    expect(text).to.include("! aws:s3/bucket:Bucket  second  failed");
  });

  it("says of a plan what would be done", async () => {
    const text = await written(() => withTerminalView("base dev", clock, true, show));
    expect(text).to.include("+ aws:s3/bucket:Bucket  first  creating");
    expect(text).not.to.include("created");
  });

  it("leaves the error to its caller, who tells it once", async () => {
    let failure: Error | undefined;
    const text = await written(async () => {
      failure = await failureOf(
        withTerminalView("base dev", clock, false, async (view) => {
          await show(view);
          throw new Error("access denied");
        }),
      );
    });
    expect(failure?.message).to.equal("access denied");
    expect(text).to.include("base dev: 2 done, 1 in flight").and.not.include("access denied");
  });

  it("leaves Ctrl-C to Interruption", async () => {
    const before = process.listeners("SIGINT");
    let during: readonly unknown[] = [];
    await written(() =>
      withTerminalView("base dev", clock, false, async () => {
        during = process.listeners("SIGINT");
      }),
    );
    expect(during).to.deep.equal(before);
  });
});
