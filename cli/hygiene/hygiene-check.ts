import type { StateBucket } from "../../backend/state-bucket";
import type { HYGIENE_METRICS } from "../../contracts/state-metrics";
import type { Context } from "../context";
import type { EnvironmentBackend } from "../engine/environment-backend";

/** What a check works with. */
export interface Hygiene {
  readonly context: Context;
  readonly backend: EnvironmentBackend;
  readonly bucket: StateBucket;
  /** What the check of that name told in the last report of the same kind; undefined the first time. */
  readonly before: (check: string) => Facts | undefined;
}

/** What a check has seen, by name: kept in the report, and compared with the next one's. */
export type Facts = Readonly<Record<string, number | string | readonly string[]>>;

export interface CheckResult {
  /** What somebody has to look at, one line each. */
  readonly findings: readonly string[];
  readonly facts: Facts;
  /** Values for CloudWatch. */
  readonly measured?: Partial<Readonly<Record<keyof typeof HYGIENE_METRICS, number>>>;
}

/** One thing that hygiene looks after. */
export interface HygieneCheck {
  readonly name: string;
  /** Heading in the report. */
  readonly title: string;
  run(hygiene: Hygiene): Promise<CheckResult>;
}
