import { expect } from "chai";
import { growth } from "../../../../cli/hygiene/checks/growth";
import type { Facts } from "../../../../cli/hygiene/hygiene-check";
import { hygieneFixture } from "../hygiene-fixture";

/** Runs the check on 10,001 versions of one object, after a report with `before`. */
async function many(before?: Facts) {
  const hygiene = hygieneFixture(before);
  for (let count = 0; count <= 10_000; count += 1) {
    hygiene.bucket.put("a.json", "{}");
  }
  return growth.run(hygiene);
}

describe("hygiene's check of growth", () => {
  it("counts versions, objects and deletions", async () => {
    const hygiene = hygieneFixture();
    hygiene.bucket.put("a.json", "{}");
    hygiene.bucket.put("a.json", "{}");
    hygiene.bucket.put("b.json", "{}");
    hygiene.bucket.delete("b.json");
    const { findings, facts, measured } = await growth.run(hygiene);
    expect(findings).to.deep.equal([]);
    expect(facts).to.include({ versions: 3, objects: 1, deleteMarkers: 1 });
    expect(measured?.versions).to.equal(3);
  });

  it("finds that they have doubled", async () => {
    expect((await many({ versions: 5000, bytes: 0 })).findings).to.deep.equal([
      "10001 versions, more than twice the 5000 of the last report",
    ]);
    expect((await many({ versions: 5001, bytes: 0 })).findings).to.deep.equal([]);
    expect((await many()).findings, "a first report").to.deep.equal([]);
  });
});
