import { expect } from "chai";
import { history } from "../../../../cli/hygiene/checks/history";
import { type HygieneFixture, hygieneFixture } from "../hygiene-fixture";

/** What Pulumi adds with each update: the entry, and a checkpoint beside it. */
function updates(hygiene: HygieneFixture, stack: string, count: number): void {
  const name = stack.split("/").at(-1);
  for (let update = 1; update <= count; update++) {
    hygiene.bucket.put(`.pulumi/history/${stack}/${name}-${update}.history.json`, "{}");
    hygiene.bucket.put(`.pulumi/history/${stack}/${name}-${update}.checkpoint.json`, "[1]");
  }
}

describe("hygiene's check of histories", function () {
  this.timeout(60_000);
  it("counts entries and bytes, and names the longest", async () => {
    const hygiene = hygieneFixture();
    updates(hygiene, "fleet-state/dev", 1);
    for (const [count, id] of ["a", "b", "c", "d", "e"].entries()) {
      updates(hygiene, `enclave/${id}`, count + 2);
    }
    expect(await history.run(hygiene)).to.deep.equal({
      findings: [],
      facts: {
        bytes: 21 * ("{}".length + "[1]".length),
        entries: 21,
        longest: ["enclave e 6", "enclave d 5", "enclave c 4", "enclave b 3", "enclave a 2"],
      },
    });
  });

  it("calls projects by the names that commands take", async () => {
    const hygiene = hygieneFixture();
    updates(hygiene, "fleet-state/dev", 1);
    expect((await history.run(hygiene)).facts.longest).to.deep.equal(["state dev 1"]);
  });

  it("tells a history that is too long to be listed fast", async () => {
    const hygiene = hygieneFixture();
    updates(hygiene, "base/dev", 5000);
    expect((await history.run(hygiene)).findings).to.deep.equal([]);
    updates(hygiene, "enclave/vault", 5001);
    expect((await history.run(hygiene)).findings).to.deep.equal([
      "enclave vault has 5001 entries: who deploys it so often?",
    ]);
  });

  it("has nothing to tell of an empty bucket", async () => {
    expect(await history.run(hygieneFixture())).to.deep.equal({
      findings: [],
      facts: { bytes: 0, entries: 0, longest: [] },
    });
  });
});
