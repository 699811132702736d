import { expect } from "chai";
import type { Registry } from "../../../backend/registry/registry";
import { handle } from "../../../lambdas/index-state/handler";
import { failureOf } from "../../support/command-context";
import { RecordedLog } from "../../support/recorded-log";

const message = (messageId: string, ...keys: readonly string[]) => ({
  messageId,
  body: JSON.stringify({ Records: keys.map((key) => ({ s3: { object: { key } } })) }),
});

/** The handler with a table that refuses everything: what comes again tells what was to be indexed. */
async function failuresOf(...records: readonly object[]) {
  const log = new RecordedLog();
  const counted: string[] = [];
  const claimed: string[] = [];
  const table = {
    claim: async ({ pk }: { pk: string }) => {
      claimed.push(pk);
      throw new Error("throttled");
    },
  };
  const registry = { bucket: { name: "state" }, table, environment: "dev", region: "eu-west-1" };
  const answer = await handle(
    { Records: records },
    { registry: registry as unknown as Registry, log, count: (metric) => counted.push(metric) },
  );
  return {
    failed: answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
    claimed: claimed.length,
    counted,
    lines: log.lines,
  };
}

describe("index-state handler", () => {
  it("indexes each stack once, and reports every message of one that fails", async () => {
    const { failed, claimed, counted, lines } = await failuresOf(
      message("a", ".pulumi/stacks/base/dev.json"),
      message("b", ".pulumi/history/base/dev/dev-1769860000000000000.history.json"),
      message(
        "c",
        ".pulumi/locks/organization/runtime/dev.pr-1/0a.json",
        ".pulumi/stacks/base/dev.pulumi-tags",
      ),
      message("d", ".fleet/workspaces/pr-1.json"),
    );
    expect(failed).to.have.members(["a", "b", "c", "d"]);
    expect(claimed, "stacks").to.equal(2);
    expect(counted).to.deep.equal(["IndexingsFailed", "IndexingsFailed"]);
    expect(lines[0]).to.deep.equal({
      level: "error",
      message: "indexing failed",
      fields: { project: "base", stack: "dev", error: "Error", reason: "throttled" },
    });
  });

  it("passes over what the registry does not read, and S3's test message", async () => {
    const { failed, claimed } = await failuresOf(
      message("a", ".pulumi/stacks/base/dev.json.bak", ".pulumi/stacks/other/dev.json", ".pulumi/meta.yaml"),
      message("b", ".pulumi/backups/base/dev/dev.1769860000000000000.json"),
      { messageId: "c", body: JSON.stringify({ Service: "Amazon S3", Event: "s3:TestEvent" }) },
    );
    expect({ failed, claimed }).to.deep.equal({ failed: [], claimed: 0 });
  });

  it("reads keys as S3 writes them", async () => {
    const { failed } = await failuresOf(message("a", ".pulumi/stacks/base/my%2Bown+dev.json"));
    expect(failed).to.deep.equal(["a"]);
  });

  it("sends back a message that is not S3's, and goes on with the others", async () => {
    const { failed, counted } = await failuresOf(
      { messageId: "a", body: "{" },
      { messageId: "b", body: "{}" },
      message("c", ".pulumi/stacks/base/dev.json"),
    );
    expect(failed).to.have.members(["a", "b", "c"]);
    expect(counted).to.deep.equal(["MalformedMessages", "MalformedMessages", "IndexingsFailed"]);
  });

  it("fails as a whole where no failure could be reported", async () => {
    expect((await failureOf(failuresOf({ body: "{}" }))).message).to.equal("record 0 of 1 has no message id");
    const noBatch = handle({}, {} as never);
    expect((await failureOf(noBatch)).message).to.equal(
      "the event has no Records: invoke this function from the queue of the bucket's events",
    );
  });
});
