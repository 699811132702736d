import { expect } from "chai";
import { type DeploymentQuery, deploymentsByTime } from "../../../backend/registry/deployments-by-time";
import type { IndexPage, IndexQuery } from "../../../backend/registry/registry-table";
import { deploymentRow } from "../../../contracts/registry/rows";

/** One deployment a row, newest first, and two rows a page. */
const ROWS = [
  ["signer", "2026-01-20"],
  ["keeper", "2026-01-10"],
  ["signer", "2025-12-20"],
  ["other", "2025-12-10"],
  ["keeper", "2025-11-20"],
  ["keeper", "2025-10-20"],
  ["signer", "2025-09-20"],
].map(([workspaceId = "", started = ""]) =>
  deploymentRow({ workspaceId, id: started, status: "succeeded", started, monthlyCost: 1 }),
);

/** Asks, and tells by which pages. */
async function ask(query: Partial<DeploymentQuery>) {
  const asked: unknown[] = [];
  const page = async <Row>(
    { index, value }: IndexQuery,
    _evaluated: number,
    start?: IndexPage<Row>["next"],
  ): Promise<IndexPage<Row>> => {
    expect([index, value]).to.deep.equal(["byRecord", "deployment"]);
    const from = Number(start?.from ?? 0);
    asked.push(from);
    const rows = ROWS.slice(from, from + 2) as unknown as Row[];
    return { rows, ...(from + 2 < ROWS.length && { next: { from: from + 2 } }) };
  };
  const found = await deploymentsByTime(
    { page },
    {
      workspaces: new Set(["signer", "keeper"]),
      since: "2026-01-01",
      anchored: new Set(),
      found: ({ started }) => started < "2026-01-01",
      ...query,
    },
  );
  const starts = [...found].map(([id, all]) => [id, all.map(({ started }) => started)]);
  return { asked, found: Object.fromEntries(starts) };
}

describe("deploymentsByTime", () => {
  it("reads no further than the time where nobody is looked for further back", async () => {
    expect(await ask({})).to.deep.equal({
      asked: [0, 2],
      found: { signer: ["2026-01-20", "2025-12-20"], keeper: ["2026-01-10"] },
    });
  });

  it("reads on until each that is looked for is found", async () => {
    expect(await ask({ anchored: new Set(["signer", "keeper"]) })).to.deep.equal({
      asked: [0, 2, 4],
      found: {
        signer: ["2026-01-20", "2025-12-20"],
        keeper: ["2026-01-10", "2025-11-20", "2025-10-20"],
      },
    });
  });

  it("ends with the index where one is never found", async () => {
    const { asked, found } = await ask({
      workspaces: new Set(["signer", "gone"]),
      anchored: new Set(["signer", "gone"]),
    });
    expect(asked).to.deep.equal([0, 2, 4, 6]);
    expect(found).to.deep.equal({ signer: ["2026-01-20", "2025-12-20", "2025-09-20"] });
  });
});
