import type { Project } from "../../contracts/environment";
import { type MetricDefinition, OPERATION_METRICS } from "../../contracts/state-metrics";
import type { Outcome } from "../operations/operation-entry";
import type { Measurement } from "./publish-metrics";

/** What of an operation is measured. */
export interface MeasuredOperation {
  readonly project: Project;
  readonly outcome: Outcome;
  readonly durationSeconds: number;
  /** Resources by kind of change, as the engine counts them. */
  readonly changes?: Readonly<Record<string, number>>;
}

/** What `operation` adds to the metrics of all projects together, and to those of its own. */
export function operationMeasurements(operation: MeasuredOperation): readonly Measurement[] {
  const values = measure(operation);
  return [...values, ...values.map((value) => ({ ...value, dimensions: { Project: operation.project } }))];
}

/** What was refused was kept out by another run, or by a person's own caution: no failure, and took no time. */
function measure({ outcome, durationSeconds, changes = {} }: MeasuredOperation): readonly Measurement[] {
  const value = (metric: MetricDefinition, count: number): Measurement => ({ metric, value: count });
  if (outcome === "refused") {
    return [value(OPERATION_METRICS.conflicts, 1)];
  }
  const { same: _same, ...changed } = changes;
  return [
    value(OPERATION_METRICS.operations, 1),
    value(OPERATION_METRICS.failures, outcome === "failed" ? 1 : 0),
    value(OPERATION_METRICS.conflicts, 0),
    value(OPERATION_METRICS.duration, durationSeconds),
    value(
      OPERATION_METRICS.resourceChanges,
      Object.values(changed).reduce((sum, count) => sum + count, 0),
    ),
  ];
}
