import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { chosenProfile, readProfile } from "../../cli/profile";

describe("chosenProfile", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fleet-profile-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const profile = (pid: number) => ({ pid, endpoint: "", environment: {}, home: "", logs: "" });

  it("is none without a choice", () => {
    expect(chosenProfile(folder, false, {})).to.equal(undefined);
  });

  it("reads the one that FLEET_PROFILE names", () => {
    const path = join(folder, "profile.json");
    writeFileSync(path, JSON.stringify(profile(process.pid)));
    expect(chosenProfile(folder, false, { FLEET_PROFILE: path })).to.deep.equal(profile(process.pid));
  });

  it("says how to start what does not run", () => {
    expect(() => chosenProfile(folder, true, {})).to.throw(
      "the local AWS is not running: run `fleet local start`",
    );
    const path = join(folder, "gone.json");
    expect(() => chosenProfile(folder, false, { FLEET_PROFILE: path })).to.throw(
      `FLEET_PROFILE is ${path}, which is not there or belongs to a process that has ended: start it again or unset FLEET_PROFILE`,
    );
  });

  it("takes the profile of a process that has ended for none", () => {
    const path = join(folder, "profile.json");
    // above the largest pid of Linux and macOS
    writeFileSync(path, JSON.stringify(profile(2 ** 30)));
    expect(readProfile(path)).to.equal(undefined);
  });
});
