import { ANY_WORKSPACE, type RuntimeNames, runtimeNames } from "../../contracts/runtime-names";
import type { Place } from "./place";

/**
 * ARNs of one thing in every runtime that base's roles serve: the environment's own and, where the place allows
 * them, its short-lived copies by one pattern.
 */
export function runtimeArns(
  place: Place,
  arnOf: (names: RuntimeNames) => string,
): string | readonly string[] {
  const own = arnOf(runtimeNames(place.environment));
  return place.workspaces ? [own, arnOf(runtimeNames(place.environment, ANY_WORKSPACE))] : own;
}
