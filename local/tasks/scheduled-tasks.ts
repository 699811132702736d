import { ECSClient, type LaunchType, type PropagateTags, RunTaskCommand } from "@aws-sdk/client-ecs";
import {
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type Rule,
  type Target,
} from "@aws-sdk/client-eventbridge";
import { isDue } from "./schedule-expression";
import type { TaskCredentials } from "./task-credentials";

export interface ScheduledTasksOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: TaskCredentials;
  /** What time it is, for tests that cannot wait for a schedule. */
  readonly now: () => Date;
  readonly log: (message: string) => void;
}

/**
 * Runs the tasks that rules with a schedule have as targets: the emulator keeps such rules, and calls functions and
 * queues by them, but no tasks. ECS is called with the credentials of the target's role, as EventBridge does.
 */
export class ScheduledTasks {
  readonly #options: ScheduledTasksOptions;
  readonly #events: EventBridgeClient;
  /** When each rule was last due, or first seen, by ARN. */
  readonly #last = new Map<string, Date>();

  constructor(options: ScheduledTasksOptions) {
    const { endpoint, region } = options;
    this.#options = options;
    this.#events = new EventBridgeClient({
      endpoint,
      region,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
  }

  /** Runs what has become due since the last call. */
  async runDue(): Promise<void> {
    const { Rules: rules = [] } = await this.#events.send(new ListRulesCommand({}));
    for (const rule of rules) {
      if (rule.ScheduleExpression && rule.State === "ENABLED") {
        await this.#runIfDue(rule, rule.ScheduleExpression).catch((error: unknown) =>
          this.#options.log(`rule ${rule.Name}: ${String(error)}`),
        );
      }
    }
  }

  close(): void {
    this.#events.destroy();
  }

  async #runIfDue(rule: Rule, schedule: string): Promise<void> {
    const arn = rule.Arn ?? "";
    const now = this.#options.now();
    const last = this.#last.get(arn);
    if (last === undefined) {
      this.#options.log(`watching the schedule ${schedule} of ${arn}`);
      this.#last.set(arn, now);
      return;
    }
    if (!isDue(schedule, last, now)) {
      return;
    }
    this.#last.set(arn, now);
    const targets = await this.#events.send(new ListTargetsByRuleCommand({ Rule: rule.Name }));
    for (const target of targets.Targets ?? []) {
      if (target.EcsParameters) {
        await this.#runTask(arn, target);
      }
    }
  }

  async #runTask(ruleArn: string, target: Target): Promise<void> {
    const { endpoint, region, credentials, log } = this.#options;
    const { EcsParameters: parameters, Input: input } = target;
    const network = parameters?.NetworkConfiguration?.awsvpcConfiguration;
    const role = await credentials.of(target.RoleArn ?? "", ruleArn, "events.amazonaws.com");
    const ecs = new ECSClient({
      endpoint,
      region,
      credentials: {
        accessKeyId: role.AWS_ACCESS_KEY_ID,
        secretAccessKey: role.AWS_SECRET_ACCESS_KEY,
        sessionToken: role.AWS_SESSION_TOKEN,
      },
    });
    try {
      const { tasks = [], failures = [] } = await ecs.send(
        new RunTaskCommand({
          cluster: target.Arn,
          taskDefinition: parameters?.TaskDefinitionArn,
          count: parameters?.TaskCount,
          launchType: parameters?.LaunchType as LaunchType | undefined,
          propagateTags: parameters?.PropagateTags as PropagateTags | undefined,
          startedBy: `events-rule/${target.Id}`.slice(0, 36),
          networkConfiguration: network && {
            awsvpcConfiguration: {
              subnets: network.Subnets,
              securityGroups: network.SecurityGroups,
              assignPublicIp: network.AssignPublicIp,
            },
          },
          overrides: input === undefined ? undefined : JSON.parse(input),
        }),
      );
      log(`${ruleArn} has started ${tasks.length} tasks, ${failures.length} failed to start`);
    } finally {
      ecs.destroy();
    }
  }
}
