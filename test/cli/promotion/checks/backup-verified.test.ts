import { expect } from "chai";
import type { DrillReport } from "../../../../cli/drill/drill-report";
import type { EnvironmentBackend } from "../../../../cli/engine/environment-backend";
import { backupVerified } from "../../../../cli/promotion/checks/backup-verified";
import { commandContext } from "../../../support/command-context";
import { memoryBucket } from "../../../support/memory-bucket";

const BACKEND = { environment: "staging", region: "eu-west-1", bucketName: "state" } as EnvironmentBackend;
const DRILL: DrillReport = {
  environment: "staging",
  account: "111122223333",
  region: "eu-west-1",
  startedAt: "2026-01-31T00:00:00.000Z",
  durationSeconds: 2,
  passed: true,
  stacks: [{ project: "base", stack: "staging", resources: 40, rehearsals: [] }],
  unreadable: [],
};

describe("backupVerified", () => {
  async function check(drills: readonly Partial<DrillReport>[], maxAgeHours = 12) {
    const bucket = memoryBucket();
    for (const drill of drills) {
      const report = { ...DRILL, ...drill };
      const key = `.fleet/reports/drill/${report.startedAt.replaceAll(":", "-")}`;
      bucket.put(`${key}.json`, JSON.stringify(report));
      bucket.put(`${key}.md`, "# Recovery drill");
    }
    const context = commandContext({ clients: { s3: bucket.s3 } });
    const { result, evidence } = await backupVerified(context, BACKEND, ["base"], maxAgeHours);
    return [result, ...evidence];
  }

  it("passes a restore to scratch that is young enough", async () => {
    expect(await check([DRILL])).to.deep.equal([
      "pass",
      "recovery drill of 2026-01-31T00:00:00.000Z: restored to scratch and opened by the engine: base staging (40 resources)",
    ]);
  });

  it("fails one that is too old, failed, or was without a project; the newest one counts", async () => {
    expect(await check([])).to.deep.equal(["fail", "no recovery drill is known"]);
    expect(await check([DRILL], 11)).to.deep.equal([
      "fail",
      "the last recovery drill, of 2026-01-31T00:00:00.000Z, is older than 11 h",
    ]);
    const failed = { startedAt: "2026-01-31T06:00:00.000Z", passed: false };
    expect(await check([DRILL, failed])).to.deep.equal([
      "fail",
      "the recovery drill of 2026-01-31T06:00:00.000Z failed",
    ]);
    expect(await check([{ stacks: [] }])).to.deep.equal([
      "fail",
      "the recovery drill of 2026-01-31T00:00:00.000Z is without base",
    ]);
  });
});
