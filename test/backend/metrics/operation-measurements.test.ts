import { expect } from "chai";
import {
  type MeasuredOperation,
  operationMeasurements,
} from "../../../backend/metrics/operation-measurements";

const OPERATION: MeasuredOperation = {
  project: "base",
  outcome: "succeeded",
  durationSeconds: 61.5,
  changes: { same: 40, create: 3, update: 2 },
};

function measured(operation: Partial<MeasuredOperation> = {}) {
  return operationMeasurements({ ...OPERATION, ...operation }).map(({ metric, value, dimensions = {} }) => [
    metric.name,
    value,
    dimensions,
  ]);
}

describe("operationMeasurements", () => {
  it("measures an operation for the environment and for its project", () => {
    const values = [
      ["Operations", 1],
      ["OperationFailures", 0],
      ["OperationConflicts", 0],
      ["OperationDuration", 61.5],
      ["ResourceChanges", 5],
    ];
    expect(measured()).to.deep.equal([
      ...values.map((value) => [...value, {}]),
      ...values.map((value) => [...value, { Project: "base" }]),
    ]);
  });

  it("counts a failure, but not an interruption", () => {
    const failures = (outcome: MeasuredOperation["outcome"]) =>
      measured({ outcome }).find(([name]) => name === "OperationFailures")?.[1];
    expect(failures("failed")).to.equal(1);
    expect(failures("interrupted")).to.equal(0);
  });

  it("counts what was kept out as a conflict, and as no operation", () => {
    expect(measured({ outcome: "refused", changes: undefined })).to.deep.equal([
      ["OperationConflicts", 1, {}],
      ["OperationConflicts", 1, { Project: "base" }],
    ]);
  });
});
