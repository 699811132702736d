import { DescribeRuleCommand, ListRulesCommand, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { expect } from "chai";

import { itLivesThroughTheEngine } from "../support/provider-scenario";

function program(
  options: CustomResourceOptions,
  ruleArgs: aws.cloudwatch.EventRuleArgs,
  targetArgs: Partial<aws.cloudwatch.EventTargetArgs>,
): Record<string, unknown> {
  const queue = new aws.sqs.Queue("events", {}, options);
  const dead = new aws.sqs.Queue("dead", {}, options);
  const eventPattern = JSON.stringify({ source: ["aws.ecs"], "detail-type": ["ECS Task State Change"] });
  const rule = new aws.cloudwatch.EventRule(
    "stopped",
    { name: "stopped", eventPattern, ...ruleArgs },
    options,
  );
  const target = new aws.cloudwatch.EventTarget(
    "stopped",
    { rule: rule.name, arn: queue.arn, deadLetterConfig: { arn: dead.arn }, ...targetArgs },
    options,
  );
  return { rule: rule.name, queueArn: queue.arn, deadArn: dead.arn, targetId: target.targetId };
}

describe("stand-ins of EventBridge", () => {
  itLivesThroughTheEngine({
    first: (options) =>
      program(
        options,
        { description: "Stopped tasks" },
        { retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 5 } },
      ),
    second: (options) =>
      program(options, { state: "DISABLED", tags: { Name: "stopped" } }, { inputPath: "$.detail" }),
    changes: { update: 2 },
    async created(clients, { rule, queueArn, deadArn, targetId }) {
      const described = await clients.events.send(new DescribeRuleCommand({ Name: rule }));
      expect(described).to.include({ State: "ENABLED", Description: "Stopped tasks" });
      const { Targets } = await clients.events.send(new ListTargetsByRuleCommand({ Rule: rule }));
      expect(Targets).to.deep.equal([
        {
          Id: targetId,
          Arn: queueArn,
          DeadLetterConfig: { Arn: deadArn },
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 5 },
        },
      ]);
    },
    async updated(clients, { rule, queueArn, deadArn, targetId }) {
      const described = await clients.events.send(new DescribeRuleCommand({ Name: rule }));
      expect(described).to.include({ State: "DISABLED" }).and.not.to.have.property("Description");
      const { Targets } = await clients.events.send(new ListTargetsByRuleCommand({ Rule: rule }));
      expect(Targets).to.deep.equal([
        { Id: targetId, Arn: queueArn, InputPath: "$.detail", DeadLetterConfig: { Arn: deadArn } },
      ]);
    },
    async destroyed(clients) {
      const { Rules } = await clients.events.send(new ListRulesCommand({}));
      expect(Rules).to.deep.equal([]);
    },
  });
});
