import type { GarbageFinder } from "../garbage";
import { expiredEnclaves } from "./expired-enclaves";
import { expiredWorkspaces } from "./expired-workspaces";
import { images } from "./images";
import { logGroups } from "./log-groups";
import { orphanedHosts } from "./orphaned-hosts";
import { orphanedStacks } from "./orphaned-stacks";
import { stateVersions } from "./state-versions";

/** In the order of `GARBAGE_KINDS`. */
export const GARBAGE_FINDERS: readonly GarbageFinder[] = [
  expiredEnclaves,
  expiredWorkspaces,
  orphanedStacks,
  orphanedHosts,
  images,
  logGroups,
  stateVersions,
];
