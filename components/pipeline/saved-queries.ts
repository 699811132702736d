import type { RuntimeNames } from "../../contracts/runtime-names";
import { functionNames } from "./alarms";

/** A query of Logs Insights that people find under its name. */
export interface SavedQuery {
  /** Logical name's last part; unique. */
  readonly name: string;
  readonly logGroupNames: readonly string[];
  readonly queryString: string;
}

/** What is asked of the pipeline's logs most often. */
export function savedQueries(names: RuntimeNames): readonly SavedQuery[] {
  const functions = Object.values(functionNames(names)).map((name) => `/aws/lambda/${name}`);
  const all = [...functions, names.runnerLogGroup];
  return [
    {
      name: "one-request",
      logGroupNames: all,
      queryString: [
        "fields @timestamp, @log, level, message, error, reason",
        '| filter correlationId = "payments-signer-g1-deploy"',
        "| sort @timestamp asc",
      ].join("\n"),
    },
    {
      name: "failures",
      logGroupNames: all,
      queryString: [
        "fields @timestamp, correlationId, @log, message, error, reason",
        '| filter level = "ERROR"',
        "| sort @timestamp desc",
      ].join("\n"),
    },
    {
      name: "failures-by-cause",
      logGroupNames: [`/aws/lambda/${names.handleErrorFunction}`],
      queryString: [
        'filter message = "execution failed"',
        "| stats count(*) as requests by error, status",
        "| sort requests desc",
      ].join("\n"),
    },
    {
      name: "slowest-engine-runs",
      logGroupNames: [names.runnerLogGroup],
      queryString: [
        'filter message = "the engine has ended"',
        "| fields @timestamp, correlationId, milliseconds / 1000 as seconds",
        "| sort seconds desc",
        "| limit 50",
      ].join("\n"),
    },
  ];
}
