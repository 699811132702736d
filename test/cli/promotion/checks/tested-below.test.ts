import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { LoggedOperation } from "../../../../backend/operations/operation-entry";
import { OperationsLog } from "../../../../backend/operations/operations-log";
import type { RefreshedResource } from "../../../../cli/engine/engine";
import type { EnvironmentBackend } from "../../../../cli/engine/environment-backend";
import { testedBelow } from "../../../../cli/promotion/checks/tested-below";
import { commandContext } from "../../../support/command-context";
import { loggedOperation } from "../../../support/logged-operation";
import { memoryBucket } from "../../../support/memory-bucket";

const COMMIT = "b".repeat(40);
const BACKEND = { environment: "dev", region: "eu-west-1", bucketName: "state" } as EnvironmentBackend;
const GONE: RefreshedResource = {
  urn: "urn:pulumi:dev::base::aws:sqs/queue:Queue::letters",
  type: "aws:sqs/queue:Queue",
  deployed: { inputs: {}, outputs: {} },
  changes: [],
};
const UP = { commit: { id: COMMIT, dirty: false } };

describe("testedBelow", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "fleet-tested-"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  async function check(
    operations: readonly Partial<LoggedOperation>[],
    refreshed: readonly RefreshedResource[] = [],
  ) {
    const bucket = memoryBucket();
    const log = new OperationsLog(bucket, { project: "base", stack: "dev" });
    for (const operation of operations) {
      await log.append(loggedOperation(operation));
    }
    const context = commandContext({
      home,
      clients: { s3: bucket.s3 },
      engine: { refreshed: async () => refreshed },
    });
    return testedBelow(context, BACKEND, ["base"], COMMIT);
  }

  it("passes a commit that was deployed and is still as it was deployed", async () => {
    const refused = { outcome: "refused" } as const;
    expect(await check([{ commit: { id: "a".repeat(40), dirty: false } }, UP, refused])).to.deep.equal({
      name: "tested-below",
      result: "pass",
      evidence: [
        `base dev: up 2 of 2026-01-31T11:59:00.000Z from ${COMMIT.slice(0, 12)} succeeded, no drift`,
      ],
    });
  });

  const failures: readonly (readonly [string, readonly Partial<LoggedOperation>[], string])[] = [
    ["was never deployed", [{ operation: "refresh" }], "was never deployed"],
    ["was destroyed", [UP, { operation: "destroy" }], "was destroyed at 2026-01-31T11:59:00.000Z"],
    ["failed", [UP, { ...UP, outcome: "failed" }], "the last up, of 2026-01-31T11:59:00.000Z, failed"],
    [
      "was interrupted",
      [UP, { ...UP, outcome: "interrupted" }],
      "the last up, of 2026-01-31T11:59:00.000Z, was interrupted",
    ],
    ["is another commit", [UP, { commit: { id: "c".repeat(40), dirty: false } }], "runs commit cccccccccccc"],
    ["is no commit", [UP, {}], "runs what is in no commit"],
    [
      "had changes",
      [{ commit: { id: COMMIT, dirty: true } }],
      "was deployed with changes that are in no commit",
    ],
  ];
  for (const [what, operations, fault] of failures) {
    it(`fails what ${what}`, async () => {
      expect(await check(operations)).to.deep.equal({
        name: "tested-below",
        result: "fail",
        evidence: [`base dev: ${fault}; run \`fleet up base dev\` from commit ${COMMIT.slice(0, 12)}`],
      });
    });
  }

  it("fails what was changed since", async () => {
    expect((await check([UP], [GONE])).evidence).to.deep.equal([
      "base dev: 1 resource is not as deployed; run `fleet drift base dev`",
    ]);
  });
});
