import type { Environment } from "./environment";
import { physicalName } from "./names";

/** Physical names of what base creates and others must know: lookups, commands, policies. */
export interface BaseNames {
  readonly requestTable: string;
  readonly runnerRepository: string;
  readonly dataKeyAlias: string;
  readonly boundary: string;
  readonly hostPolicy: string;
  readonly triggerRole: string;
  readonly validateRole: string;
  readonly recordRole: string;
  readonly handleErrorRole: string;
  readonly taskStoppedRole: string;
  readonly notifyWebhookRole: string;
  readonly reconcileRole: string;
  readonly stateMachineRole: string;
  readonly taskExecutionRole: string;
  readonly runnerRole: string;
  readonly hygieneRole: string;
  readonly hygieneScheduleRole: string;
  /** Path and name prefix of the roles and instance profiles that the runner makes. */
  readonly enclaveRolePath: string;
}

export function baseNames(environment: Environment): BaseNames {
  const name = (role: string) => physicalName(environment, role);
  return {
    requestTable: name("requests"),
    runnerRepository: name("runner"),
    dataKeyAlias: `alias/${name("data")}`,
    boundary: name("boundary"),
    hostPolicy: name("host"),
    triggerRole: name("trigger"),
    validateRole: name("validate"),
    recordRole: name("record"),
    handleErrorRole: name("handle-error"),
    taskStoppedRole: name("task-stopped"),
    notifyWebhookRole: name("notify-webhook"),
    reconcileRole: name("reconcile"),
    stateMachineRole: name("state-machine"),
    taskExecutionRole: name("task-execution"),
    runnerRole: name("runner"),
    hygieneRole: name("hygiene"),
    hygieneScheduleRole: name("hygiene-schedule"),
    enclaveRolePath: `/hyperion/${environment}/enclave/`,
  };
}
