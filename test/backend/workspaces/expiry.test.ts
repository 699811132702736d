import { expect } from "chai";
import { isExpiringSoon, isWarned } from "../../../backend/workspaces/expiry";
import { workspace } from "../../support/workspace-scenario";

const START = Date.parse("2026-01-01T00:00:00Z");
const at = (hours: number) => new Date(START + hours * 3_600_000);
/** When notice begins and ends for a workspace that lives so long, in hours from its creation. */
function notice(livesHours: number): readonly [boolean, boolean, boolean, boolean] {
  const record = workspace({ created: at(0).toISOString(), expires: at(livesHours).toISOString() });
  const ahead = Math.min(Math.max(livesHours / 4, 2), 24);
  const soon = (hours: number) => isExpiringSoon(record, at(hours));
  return [
    soon(livesHours - ahead - 0.001),
    soon(livesHours - ahead),
    soon(livesHours - 0.001),
    soon(livesHours),
  ];
}

describe("isExpiringSoon", () => {
  it("begins when a quarter of the life is left, at least two hours and at most a day before the end", () => {
    for (const livesHours of [8, 12, 48, 336]) {
      expect(notice(livesHours), `${livesHours} h`).to.deep.equal([false, true, true, false]);
    }
    expect(
      isExpiringSoon(workspace({ created: at(0).toISOString(), expires: at(1).toISOString() }), at(0)),
    ).to.equal(true);
  });
});

describe("isWarned", () => {
  it("is of one end: an extended workspace is warned of again", () => {
    const { expires } = workspace();
    expect(isWarned(workspace())).to.equal(false);
    expect(isWarned(workspace({ warned: expires }))).to.equal(true);
    expect(isWarned(workspace({ warned: expires, expires: "2026-02-01T00:00:00.000Z" }))).to.equal(false);
  });
});
