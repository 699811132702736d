import type { Environment } from "./environment";
import { physicalName } from "./names";

/**
 * Physical names of what runtime creates and base's roles must already name. One place, so that a permission
 * and the resource it speaks of cannot drift apart.
 */
export interface RuntimeNames {
  readonly deadLetterQueue: string;
  readonly topic: string;
  readonly triggerFunction: string;
  readonly validateFunction: string;
  readonly recordFunction: string;
  readonly handleErrorFunction: string;
  readonly taskStoppedFunction: string;
  readonly taskStoppedRule: string;
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

export function runtimeNames(environment: Environment): RuntimeNames {
  const name = (role: string) => physicalName(environment, role);
  return {
    deadLetterQueue: name("dead-letters"),
    topic: name("notifications"),
    triggerFunction: name("trigger"),
    validateFunction: name("validate"),
    recordFunction: name("record"),
    handleErrorFunction: name("handle-error"),
    taskStoppedFunction: name("task-stopped"),
    taskStoppedRule: name("task-stopped"),
    deployStateMachine: name("deploy"),
    cleanupStateMachine: name("cleanup"),
    cluster: name("runner"),
    runnerTaskFamily: name("runner"),
    runnerLogGroup: `/hyperion/${environment}/runner`,
    hygieneTaskFamily: name("hygiene"),
    hygieneLogGroup: `/hyperion/${environment}/hygiene`,
    hygieneRule: name("hygiene"),
    dashboard: name("pipeline"),
  };
}
