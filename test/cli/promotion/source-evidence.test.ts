import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readEvidence, type SourceEvidence } from "../../../cli/promotion/source-evidence";
import type { FleetError } from "../../../contracts/errors";
import { commandContext } from "../../support/command-context";

const COMMIT = "b".repeat(40);
const EVIDENCE: SourceEvidence = {
  format: 1,
  environment: "dev",
  account: "111122223333",
  projects: ["state", "base"],
  commit: COMMIT,
  tested: { name: "tested-below", result: "pass", evidence: ["base dev: up 2 succeeded, no drift"] },
  images: {},
  by: { user: "ada", host: "desk" },
  at: "2026-01-31T11:00:00.000Z",
};

describe("readEvidence", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fleet-evidence-"));
    path = join(folder, "dev.json");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const read = (maxPlanAgeHours = 24) =>
    readEvidence(commandContext({ home: folder }), path, "dev", ["base"], COMMIT, { maxPlanAgeHours });
  const failure = () => {
    try {
      return read(0.5) && undefined;
    } catch (error) {
      return error as FleetError;
    }
  };

  it("takes what is about this commit in this environment", () => {
    writeFileSync(path, JSON.stringify(EVIDENCE));
    expect(read()).to.deep.equal(EVIDENCE);
  });

  it("says everything in which it is about something else", () => {
    const other = { ...EVIDENCE, environment: "staging", commit: "c".repeat(40), projects: ["state"] };
    writeFileSync(path, JSON.stringify(other));
    expect(failure()?.name).to.equal("OperationRefused");
    expect(failure()?.message).to.equal(
      `${path} is no evidence for this promotion: make it again by \`fleet promotion verify dev --json\``,
    );
    expect(failure()?.details).to.deep.equal([
      "it is about staging, not dev",
      `it is about commit ${"c".repeat(40)}, not ${COMMIT}`,
      "it is without base",
      "it is of 2026-01-31T11:00:00.000Z, older than 0.5 h",
    ]);
  });

  it("refuses a file that is none, or something else", () => {
    expect(failure()?.message).to.match(/^.*dev\.json cannot be read: ENOENT/);
    writeFileSync(path, "{}");
    expect(failure()?.message).to.equal(`${path} is not what \`fleet promotion verify --json\` prints`);
  });
});
