import { expect } from "chai";
import { workspaceQueries } from "../../../backend/registry/workspace-query";
import { WORKSPACE_STATUSES } from "../../../contracts/registry/records";
import type { WorkspaceFilter } from "../../../contracts/registry/workspace-filter";

describe("workspaceQueries", () => {
  /** What each query reads of the table, what it leaves out of that, and whether it may leave out much. */
  const cases: readonly (readonly [WorkspaceFilter, ...string[]])[] = [
    [{}, "byRecord=workspace"],
    [{ template: "runtime" }, "byTemplate=runtime"],
    [{ owner: "ada" }, "byOwner=ada: #f0 <> :f0"],
    [{ owner: "ada", statuses: ["active"] }, "byOwner=ada: #status IN (:status0), selective"],
    [{ owner: "ada", template: "base" }, "byOwner=ada: #f0 = :f0 AND #f1 <> :f1, selective"],
    [{ statuses: ["active"] }, "byStatus=active"],
    [{ statuses: ["destroyed"] }, "byStatus=destroyed"],
    [{ statuses: ["error", "updating"] }, "byStatus=error", "byStatus=updating"],
    [{ statuses: ["error"], template: "base" }, "byStatus=error: #f0 = :f0, selective"],
    [{ statuses: ["active"], template: "base" }, "byTemplate=base: #status IN (:status0), selective"],
    [
      { statuses: WORKSPACE_STATUSES },
      "byRecord=workspace: #status IN (:status0, :status1, :status2, :status3, :status4, :status5), selective",
      "byStatus=destroyed",
    ],
    [
      { createdSince: "2026-01-31T00:00:00.000Z" },
      "byRecord=workspace since 2026-01-31T00:00:00.000Z: #f0 >= :f0, selective",
    ],
    [{ text: "Signer  one" }, "byRecord=workspace: contains(#f0, :f0) AND contains(#f1, :f1), selective"],
  ];
  for (const [filter, ...expected] of cases) {
    it(`asks ${expected.length === 1 ? "one index" : "two indexes"} for ${JSON.stringify(filter)}`, () => {
      const told = workspaceQueries(filter).map(({ index, value, since, conditions = [], selective }) =>
        [
          `${index}=${value}`,
          since === undefined ? "" : ` since ${since}`,
          conditions.length === 0 ? "" : `: ${conditions.join(" AND ")}`,
          selective ? ", selective" : "",
        ].join(""),
      );
      expect(told).to.deep.equal(expected);
    });
  }

  it("names every attribute and value that its conditions use", () => {
    const [query] = workspaceQueries({ owner: "ada", tags: { team: "payments" }, text: "Signer" });
    expect(query).to.deep.include({
      conditions: ["#f0.#tag0 = :f0", "contains(#f1, :f1)", "#f2 <> :f2"],
      names: { "#f0": "tags", "#tag0": "team", "#f1": "searched", "#f2": "workspaceStatus" },
      values: { ":f0": "payments", ":f1": "signer", ":f2": "destroyed" },
    });
  });
});
