import { setTimeout as delay } from "node:timers/promises";
import { expect } from "chai";
import { gracefulStop } from "../../../cli/engine/graceful-stop";

describe("gracefulStop", () => {
  it("sends the engine a signal when it does not say that one has reached it", async () => {
    const interruption = new AbortController();
    const stop = gracefulStop(interruption.signal, 10);
    interruption.abort();
    expect(stop.signal.aborted, "at once").to.equal(false);
    await delay(30);
    expect(stop.signal.aborted).to.equal(true);
  });

  it("does not send a second one: the engine would take it for an order to die", async () => {
    const interruption = new AbortController();
    const stop = gracefulStop(interruption.signal, 10);
    interruption.abort();
    stop.confirmed();
    await delay(30);
    expect(stop.signal.aborted).to.equal(false);
  });

  it("sends nothing after the engine has ended", async () => {
    const interruption = new AbortController();
    const stop = gracefulStop(interruption.signal, 10);
    interruption.abort();
    stop.release();
    await delay(30);
    expect(stop.signal.aborted).to.equal(false);
  });
});
