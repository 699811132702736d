import { expect } from "chai";
import type { DeploymentCost } from "../../../../backend/registry/deployments-by-time";
import { costCourse, costDates, costTrends } from "../../../../cli/commands/registry/cost-trend";

const DATES = costDates(new Date("2026-01-31T12:00:00Z"), 2);

function deployment(ended: string, monthlyCost?: number, status: DeploymentCost["status"] = "succeeded") {
  return { started: ended, ended, status, monthlyCost };
}

describe("costDates", () => {
  it("are the ends of whole months in UTC, also across a year, and now", () => {
    expect(DATES.map(({ name, at }) => [name, at.toISOString()])).to.deep.equal([
      ["2025-11", "2025-12-01T00:00:00.000Z"],
      ["2025-12", "2026-01-01T00:00:00.000Z"],
      ["now", "2026-01-31T12:00:00.000Z"],
    ]);
  });
});

describe("costCourse", () => {
  const record = {
    monthlyCost: 30,
    created: "2025-11-10T00:00:00.000Z",
    updated: "2026-01-10T00:00:00.000Z",
    status: "active",
  } as const;
  const cases: readonly (readonly [
    why: string,
    deployments: readonly DeploymentCost[],
    course: readonly (number | undefined)[],
  ])[] = [
    [
      "takes what the last deployment before each date left",
      [
        deployment("2026-01-10T00:00:00.000Z", 30),
        deployment("2025-12-31T23:59:59.000Z", 20),
        deployment("2025-12-01T00:00:00.000Z", 15),
        deployment("2025-11-10T00:00:00.000Z", 10),
      ],
      [10, 20, 30],
    ],
    [
      "passes over one that runs, and one that was broken off",
      [
        deployment("2025-12-20T00:00:00.000Z", undefined, "running"),
        deployment("2025-12-10T00:00:00.000Z", undefined, "interrupted"),
        deployment("2025-11-10T00:00:00.000Z", 10, "failed"),
      ],
      [10, 10, 30],
    ],
    [
      "does not know what one left whose state was not read",
      [deployment("2025-12-20T00:00:00.000Z", 20), deployment("2025-11-10T00:00:00.000Z")],
      [undefined, 20, 30],
    ],
    ["does not know of a workspace that is older than what is known", [], [undefined, undefined, 30]],
  ];
  for (const [why, deployments, course] of cases) {
    it(why, () => {
      expect(costCourse(record, deployments, DATES)).to.deep.equal(course);
    });
  }

  it("is nothing before the workspace was there", () => {
    const young = { ...record, created: "2026-01-10T00:00:00.000Z" };
    expect(costCourse(young, [deployment("2026-01-10T00:01:00.000Z", 30)], DATES)).to.deep.equal([0, 0, 30]);
  });

  it("is nothing since it was destroyed, also where nobody knows what it had cost", () => {
    const destroyed = {
      ...record,
      monthlyCost: 0,
      status: "destroyed",
      updated: "2025-12-05T00:00:00.000Z",
    } as const;
    expect(costCourse(destroyed, [], DATES)).to.deep.equal([undefined, 0, 0]);
  });
});

describe("costTrends", () => {
  it("sum each group, the dearest now first, and count what is not known", () => {
    const trends = costTrends(
      [
        { group: "ada", course: [0, 10.1, 10.2] },
        { group: "grace", course: [undefined, 50, 40] },
        { group: "ada", course: [5, 5, 5.1] },
      ],
      DATES,
    );
    expect(
      trends.map(({ name, points, change }) => [
        name,
        points.map(({ monthlyCost, unknown }) => [monthlyCost, unknown]),
        change,
      ]),
    ).to.deep.equal([
      [
        "grace",
        [
          [0, 1],
          [50, 0],
          [40, 0],
        ],
        -10,
      ],
      [
        "ada",
        [
          [5, 0],
          [15.1, 0],
          [15.3, 0],
        ],
        0.2,
      ],
    ]);
  });
});
