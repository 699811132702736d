import type { Environment } from "../../../contracts/environment";
import { assertRequestId } from "../../../contracts/names";
import type { Context } from "../../context";
import { follow } from "./follow";
import { requestStore } from "./request-store";

/** Follows a request until nothing more happens to it. */
export async function wait(
  context: Context,
  environment: Environment,
  id: string,
  timeoutSeconds: number,
): Promise<void> {
  assertRequestId(id);
  await follow(context, requestStore(context, environment), id, timeoutSeconds);
}
