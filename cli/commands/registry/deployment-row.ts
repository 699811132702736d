import type { DeploymentRecord } from "../../../contracts/registry/records";
import { formatUsd } from "../../output/usd";
import { describeChanges } from "../project/run-operation";

export const DEPLOYMENT_HEADING = ["STARTED", "KIND", "STATUS", "BY", "COMMIT", "A MONTH", "CHANGES"];

/** A deployment as a row under {@link DEPLOYMENT_HEADING}. */
export function deploymentRow(deployment: DeploymentRecord): readonly string[] {
  const { started, kind = "", status, by = "", commit = "", changes = {}, monthlyCost, error } = deployment;
  return [
    `${started.slice(0, 19)}Z`,
    kind,
    status,
    by,
    commit.slice(0, 12),
    monthlyCost === undefined ? "" : formatUsd(monthlyCost),
    error ?? describeChanges(changes, false),
  ];
}
