import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { FleetError } from "../../contracts/errors";
import { HOME_VARIABLE } from "../../contracts/task-settings";
import { driftSuppressions } from "../../runtime/drift-suppressions";

describe("driftSuppressions", () => {
  const before_ = process.env[HOME_VARIABLE];
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "fleet-suppressions-"));
    process.env[HOME_VARIABLE] = home;
  });
  afterEach(() => {
    rmSync(home, { recursive: true, force: true });
    if (before_ === undefined) {
      delete process.env[HOME_VARIABLE];
    } else {
      process.env[HOME_VARIABLE] = before_;
    }
  });

  it("are those of the environment's own file", () => {
    writeFileSync(
      join(home, "drift-suppressions.dev.yaml"),
      "suppressions:\n  - { urn: '*requests', deleted: true, reason: it is moved today, expires: 2026-12-31 }\n",
    );
    expect(driftSuppressions("dev")).to.deep.equal([
      { urn: "*requests", deleted: true, reason: "it is moved today", expires: "2026-12-31" },
    ]);
    expect(driftSuppressions("prod")).to.equal(undefined);
  });

  it("keep a file from being deployed that cannot be used", () => {
    const path = join(home, "drift-suppressions.dev.yaml");
    writeFileSync(path, "suppressions:\n  - { urn: a, reason: it is moved today, expires: 2026-12-31 }\n");
    expect(() => driftSuppressions("dev"))
      .to.throw(
        FleetError,
        `${path} cannot be used: nothing was compared, because what it means to suppress is not known`,
      )
      .with.property("details")
      .that.deep.equals([
        "suppressions[0] must have either attribute or deleted: one of them says what about the resources",
      ]);
  });
});
