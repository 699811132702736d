import { expect } from "chai";
import { handle } from "../../../lambdas/notify-webhook/handler";
import { RecordedLog } from "../../support/recorded-log";

const EVENT = { Records: [{ body: "one" }, { body: "two" }] };

describe("notify-webhook handler", () => {
  const settings = { environment: "dev", runbookUrl: "", url: async () => new URL("https://chat/secret") };

  it("makes one message of a batch", async () => {
    const posted: string[] = [];
    const log = new RecordedLog();
    const post = async (url: URL, text: string) => {
      posted.push(`${url} ${text.split("\n").length} lines`);
    };
    expect(await handle(EVENT, { ...settings, post, log })).to.deep.equal({ told: 2 });
    expect(posted).to.deep.equal(["https://chat/secret 3 lines"]);
    expect(JSON.stringify(log.lines)).to.not.include("secret");
  });

  it("fails the whole batch when the chat does not take it", async () => {
    const log = new RecordedLog();
    const post = async () => {
      throw new Error("answered 500");
    };
    const error = await handle(EVENT, { ...settings, post, log }).catch((reason: Error) => reason);
    expect((error as Error).message).to.equal("answered 500");
    expect(JSON.stringify(log.lines)).to.include("chat not told");
  });

  it("says whose events it takes", async () => {
    const error = await handle(
      {},
      { ...settings, post: async () => undefined, log: new RecordedLog() },
    ).catch((reason: Error) => reason);
    expect((error as Error).message).to.equal(
      "the event has no Records: invoke this function from the queue of notices",
    );
  });
});
