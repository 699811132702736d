import type { Environment } from "./environment";
import { physicalName } from "./names";

/**
 * Physical names of what runtime creates and base's roles must already name. One place, so that a permission
 * and the resource it speaks of cannot drift apart.
 */
export interface RuntimeNames {
  readonly deadLetterQueue: string;
  readonly topic: string;
  readonly slotTable: string;
  readonly triggerFunction: string;
  readonly validateFunction: string;
  readonly recordFunction: string;
  readonly handleErrorFunction: string;
  readonly taskStoppedFunction: string;
  readonly taskStoppedRule: string;
  readonly notifyWebhookFunction: string;
  /** Messages of the topic that the chat has not got yet. */
  readonly noticeQueue: string;
  /** Of Systems Manager: a person puts the chat's address there. */
  readonly webhookParameter: string;
  readonly reconcileFunction: string;
  readonly reconcileRule: string;
  readonly deployStateMachine: string;
  readonly cleanupStateMachine: string;
  readonly cluster: string;
  readonly runnerTaskFamily: string;
  readonly runnerLogGroup: string;
  readonly hygieneTaskFamily: string;
  readonly hygieneLogGroup: string;
  readonly hygieneRule: string;
  readonly dashboard: string;
}

/** In the place of a workspace's name, for permissions: any workspace's. */
export const ANY_WORKSPACE = "*";

/**
 * @param workspace the short-lived copy whose names they are, or {@link ANY_WORKSPACE} for a pattern of all of them.
 * Its names have `ws-<workspace>` in them, so that no copy's is one of the environment's own.
 */
export function runtimeNames(environment: Environment, workspace?: string): RuntimeNames {
  const of = workspace === undefined ? "" : `ws-${workspace}`;
  const name = (role: string) => physicalName(environment, of === "" ? role : `${of}-${role}`);
  const path = of === "" ? `/hyperion/${environment}` : `/hyperion/${environment}/${of}`;
  return {
    deadLetterQueue: name("dead-letters"),
    topic: name("notifications"),
    slotTable: name("slots"),
    triggerFunction: name("trigger"),
    validateFunction: name("validate"),
    recordFunction: name("record"),
    handleErrorFunction: name("handle-error"),
    taskStoppedFunction: name("task-stopped"),
    taskStoppedRule: name("task-stopped"),
    notifyWebhookFunction: name("notify-webhook"),
    noticeQueue: name("notices"),
    webhookParameter: `${path}/chat-webhook`,
    reconcileFunction: name("reconcile"),
    reconcileRule: name("reconcile"),
    deployStateMachine: name("deploy"),
    cleanupStateMachine: name("cleanup"),
    cluster: name("runner"),
    runnerTaskFamily: name("runner"),
    runnerLogGroup: `${path}/runner`,
    hygieneTaskFamily: name("hygiene"),
    hygieneLogGroup: `${path}/hygiene`,
    hygieneRule: name("hygiene"),
    dashboard: name("pipeline"),
  };
}
