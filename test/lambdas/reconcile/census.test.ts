import { expect } from "chai";
import { requestItem } from "../../../contracts/request-row";
import { CensusTaker } from "../../../lambdas/reconcile/census";
import { observedRow } from "../../../lambdas/reconcile/observed-row";
import { NOW, request } from "../../support/request-fixture";

const NOBODY = { PENDING: 0, REJECTED: 0, DEPLOYING: 0, DEPLOYED: 0, FAILED: 0, DESTROYING: 0, DESTROYED: 0 };

describe("CensusTaker", () => {
  const ago = (seconds: number) => new Date(NOW.getTime() - seconds * 1000).toISOString();
  const censusOf = (...rows: readonly Parameters<typeof request>[0][]) => {
    const taker = new CensusTaker();
    for (const row of rows) {
      taker.add(observedRow("signer", requestItem(request(row))), NOW);
    }
    return taker.census;
  };

  it("finds nothing in an empty table", () => {
    expect(censusOf()).to.deep.equal({ rows: NOBODY, oldestUnsettledSeconds: 0 });
  });

  it("counts a row where its newest generation is, and what nobody has begun as PENDING", () => {
    const { rows } = censusOf(
      { status: "DEPLOYED" },
      { status: "DEPLOYED", generation: 2 },
      { status: "DESTROYING", generation: 2, statusGeneration: 2, desiredState: "DESTROYED" },
      { status: "ASLEEP" as "FAILED" },
      { status: "FAILED", statusGeneration: "one" as unknown as number },
    );
    expect(rows).to.deep.equal({ ...NOBODY, DEPLOYED: 1, PENDING: 3, DESTROYING: 1 });
  });

  it("tells how long the oldest row without an end has stood still", () => {
    const { oldestUnsettledSeconds } = censusOf(
      { updatedAt: ago(60) },
      { status: "DEPLOYING", updatedAt: ago(3599.6) },
      { status: "DEPLOYED", updatedAt: ago(90_000) },
      { status: "FAILED", updatedAt: ago(90_000) },
    );
    expect(oldestUnsettledSeconds).to.equal(3600);
  });

  it("is told of no age by a row that has none, or whose time is to come", () => {
    const rows = [{ updatedAt: "yesterday" }, { updatedAt: ago(-60) }];
    expect(censusOf(...rows)).to.deep.equal({ rows: { ...NOBODY, PENDING: 2 }, oldestUnsettledSeconds: 0 });
  });
});
