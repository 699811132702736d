import { expect } from "chai";
import type { HygieneCheck } from "../../../cli/hygiene/hygiene-check";
import { runChecks } from "../../../cli/hygiene/run-checks";
import { FleetError } from "../../../contracts/errors";
import { failureOf } from "../../support/command-context";
import { hygieneFixture } from "./hygiene-fixture";

const check = (name: string, run: HygieneCheck["run"]): HygieneCheck => ({ name, title: name, run });
const quiet = check("quiet", async () => ({ findings: [], facts: { seen: 1 } }));

describe("runChecks", () => {
  it("reports a check that fails, and goes on", async () => {
    const hygiene = hygieneFixture();
    const failing = check("failing", async () => {
      throw new FleetError("DeploymentFailed", "refresh failed", ["a", "b", "c", "d", "e"]);
    });
    expect(await runChecks(hygiene, [failing, quiet])).to.deep.equal([
      {
        name: "failing",
        title: "failing",
        findings: [],
        facts: {},
        failure: "refresh failed; a; b; c; and 2 more",
      },
      { name: "quiet", title: "quiet", findings: [], facts: { seen: 1 } },
    ]);
    expect(hygiene.context.said.lines).to.deep.equal([
      "  failing: could not be checked: refresh failed; a; b; c; and 2 more",
      "  quiet: nothing found",
    ]);
  });

  it("ends when a person interrupts it", async () => {
    const interrupted = check("interrupted", async () => {
      throw new FleetError("DeploymentInterrupted", "refresh was interrupted");
    });
    const error = await failureOf(runChecks(hygieneFixture(), [interrupted, quiet]));
    expect(error.message).to.equal("refresh was interrupted");
  });
});
