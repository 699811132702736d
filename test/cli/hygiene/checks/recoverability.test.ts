import { expect } from "chai";
import { recoverability } from "../../../../cli/hygiene/checks/recoverability";
import { bucketResource, checkpointBody, STACK_RESOURCE } from "../../../support/checkpoint-body";
import { type HygieneFixture, hygieneFixture } from "../hygiene-fixture";

const KEY = ".pulumi/stacks/base/dev.json";
const LOCK = ".pulumi/locks/organization/base/dev";
const PENDING = checkpointBody(undefined, {
  pending_operations: [{ type: "creating", resource: bucketResource("two") }],
});

describe("hygiene's check of recoverability", () => {
  let hygiene: HygieneFixture;
  let minute: number;
  beforeEach(() => {
    hygiene = hygieneFixture();
    minute = 0;
  });

  /** A run of the engine that saves `body`. */
  const run = (body: string) => {
    const { bucket } = hygiene;
    const steps = [
      () => bucket.put(`${LOCK}/${minute}.json`, "{}"),
      () => bucket.put(KEY, body),
      () => bucket.put(`.pulumi/history/base/dev/dev-${minute}.history.json`, "{}"),
      () => bucket.purge(`${LOCK}/${minute - 3}.json`),
    ];
    for (const step of steps) {
      step();
      minute += 1;
      bucket.setTime(new Date(Date.UTC(2026, 0, 31, 12, minute)));
    }
  };

  it("verifies what is current, and what was before it", async () => {
    run(checkpointBody([STACK_RESOURCE]));
    expect(await recoverability.run(hygiene)).to.deep.equal({
      findings: [],
      facts: { verified: ["base dev"], previousVerified: [] },
    });
    run(checkpointBody());
    expect(await recoverability.run(hygiene)).to.deep.equal({
      findings: [],
      facts: { verified: ["base dev"], previousVerified: ["base dev"] },
    });
  });

  it("tells damage of the current one, and of the one before it", async () => {
    run("{");
    run(checkpointBody());
    const [before, ...others] = (await recoverability.run(hygiene)).findings;
    expect(before).to.match(/^base dev, previous version: the checkpoint cannot be used: /);
    expect(others).to.deep.equal([]);

    run('{"version": 3}');
    const [current] = (await recoverability.run(hygiene)).findings;
    expect(current).to.match(/^base dev: the checkpoint cannot be used: /);
  });

  it("tells a pending operation, unless somebody works on the stack", async () => {
    run(PENDING);
    const { findings } = await recoverability.run(hygiene);
    expect(findings).to.have.length(1);
    expect(findings[0]).to.match(/^base dev: creating urn:pulumi:dev::base::/);
    hygiene.bucket.put(`${LOCK}/other.json`, "{}");
    expect((await recoverability.run(hygiene)).findings).to.deep.equal([]);
  });

  it("takes what was pending in a version that is replaced for settled", async () => {
    run(PENDING);
    run(checkpointBody());
    expect((await recoverability.run(hygiene)).findings).to.deep.equal([]);
  });
});
