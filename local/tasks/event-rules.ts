import {
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  type Rule,
  type Target,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import { GetPolicyCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { AwsEvent } from "./task-event";

export interface EventRulesOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly log: (message: string) => void;
}

/**
 * Delivers events of AWS services to the default bus's rules. Like AWS, the emulator refuses events with a source
 * `aws.…` from PutEvents, so this does what EventBridge does with them: it asks for the rules, lets the emulator
 * match their patterns, and invokes their targets, if the function's policy lets EventBridge do so.
 */
export class EventRules {
  readonly #options: EventRulesOptions;
  readonly #events: EventBridgeClient;
  readonly #lambda: LambdaClient;

  constructor(options: EventRulesOptions) {
    const client = {
      endpoint: options.endpoint,
      region: options.region,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    this.#options = options;
    this.#events = new EventBridgeClient(client);
    this.#lambda = new LambdaClient(client);
  }

  async deliver(event: AwsEvent): Promise<void> {
    const { Rules: rules = [] } = await this.#events.send(new ListRulesCommand({}));
    for (const rule of rules) {
      if (rule.State === "ENABLED" && (await this.#matches(rule, event))) {
        await this.#invokeTargets(rule, event);
      }
    }
  }

  close(): void {
    this.#events.destroy();
    this.#lambda.destroy();
  }

  async #matches(rule: Rule, event: AwsEvent): Promise<boolean> {
    if (!rule.EventPattern) {
      return false;
    }
    const { Result: matches } = await this.#events.send(
      new TestEventPatternCommand({ EventPattern: rule.EventPattern, Event: JSON.stringify(event) }),
    );
    return matches ?? false;
  }

  async #invokeTargets(rule: Rule, event: AwsEvent): Promise<void> {
    const { Targets: targets = [] } = await this.#events.send(
      new ListTargetsByRuleCommand({ Rule: rule.Name }),
    );
    for (const target of targets) {
      await this.#invoke(rule, target, event);
    }
  }

  async #invoke(rule: Rule, target: Target, event: AwsEvent): Promise<void> {
    const arn = target.Arn ?? "";
    if (arn.split(":")[2] !== "lambda" || target.Input || target.InputPath || target.InputTransformer) {
      this.#options.log(
        `rule ${rule.Name}: target ${arn} is no function that takes the whole event; left out`,
      );
      return;
    }
    if (!(await this.#mayInvoke(rule, arn))) {
      this.#options.log(`rule ${rule.Name}: the policy of ${arn} does not let EventBridge invoke it`);
      return;
    }
    await this.#lambda.send(
      new InvokeCommand({ FunctionName: arn, InvocationType: "Event", Payload: JSON.stringify(event) }),
    );
  }

  /** Here every call is root's, so a missing permission would only be noticed in an account. */
  async #mayInvoke(rule: Rule, functionArn: string): Promise<boolean> {
    const { Policy: policy } = await this.#lambda
      .send(new GetPolicyCommand({ FunctionName: functionArn }))
      .catch(() => ({ Policy: undefined }));
    return policy !== undefined && permitsRule(policy, rule.Arn ?? "");
  }
}

/** Whether a function's policy lets EventBridge invoke it for this rule. */
export function permitsRule(policy: string, ruleArn: string): boolean {
  const { Statement: statements = [] } = JSON.parse(policy) as {
    readonly Statement?: readonly {
      readonly Effect?: string;
      readonly Principal?: { readonly Service?: string };
      readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
    }[];
  };
  return statements.some(({ Effect: effect, Principal: principal, Condition: condition = {} }) => {
    const sources = Object.values(condition).flatMap((keys) =>
      Object.entries(keys).flatMap(([key, value]) => (key.toLowerCase() === "aws:sourcearn" ? [value] : [])),
    );
    return (
      effect === "Allow" &&
      principal?.Service === "events.amazonaws.com" &&
      sources.every((source) => source === ruleArn)
    );
  });
}
