import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { parseProjects } from "../project/projects";
import { approvePromotion } from "./approve";
import { type ExecuteOptions, executePromotion } from "./execute";
import { planPromotion } from "./plan";

export interface PromoteFlags extends ExecuteOptions {
  readonly project?: string;
  readonly plan?: boolean;
  readonly reason?: string;
  readonly evidence?: string;
  readonly approve?: string;
  readonly comment?: string;
  /** `true`: the newest plan. */
  readonly execute?: string | true;
}

/**
 * Plans, approves or executes a promotion.
 * @throws FleetError `InvalidArgument` for flags that exclude each other, and what the three throw
 */
export async function promote(
  context: Context,
  from: Environment,
  to: Environment,
  flags: PromoteFlags,
): Promise<void> {
  const { plan, approve, execute } = flags;
  if ([plan, approve, execute].filter((flag) => flag !== undefined).length > 1) {
    throw new FleetError(
      "InvalidArgument",
      "--plan, --approve and --execute exclude each other: give one of them",
    );
  }
  if (approve !== undefined) {
    return approvePromotion(context, from, to, approve, flags);
  }
  if (execute !== undefined) {
    return executePromotion(context, from, to, execute === true ? undefined : execute, flags);
  }
  return planPromotion(context, from, to, parseProjects(flags.project ?? "all"), flags);
}
