import type { Check } from "./check";
import { config } from "./checks/config";
import { container } from "./checks/container";
import { names } from "./checks/names";
import { network } from "./checks/network";
import { policies } from "./checks/policies";
import { programs } from "./checks/programs";
import { promotion } from "./checks/promotion";
import { quotas } from "./checks/quotas";
import { separation } from "./checks/separation";
import { stateMachines } from "./checks/state-machines";
import { workflows } from "./checks/workflows";

/** In the order in which they run; the first that runs the programs takes the time for all that look at them. */
export const CHECKS: readonly Check[] = [
  config,
  network,
  container,
  workflows,
  promotion,
  programs,
  stateMachines,
  policies,
  separation,
  quotas,
  names,
];
