import {
  DescribeLogGroupsCommand,
  DescribeQueryDefinitionsCommand,
  DescribeResourcePoliciesCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import { itLivesThroughTheEngine } from "../support/provider-scenario";

const KEY = "arn:aws:kms:eu-west-1:000000000000:key/11111111-2222-3333-4444-555555555555";

function program(
  options: CustomResourceOptions,
  groupArgs: aws.cloudwatch.LogGroupArgs,
  action: string,
): Record<string, unknown> {
  const group = new aws.cloudwatch.LogGroup("runner", { name: "/test/runner", ...groupArgs }, options);
  const policyDocument = pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: "es.amazonaws.com" }, Action: action, Resource: group.arn },
    ],
  });
  new aws.cloudwatch.LogResourcePolicy("runner", { policyName: "runner", policyDocument }, options);
  new aws.cloudwatch.QueryDefinition(
    "actions",
    { name: "test/actions", queryString: `filter action = "${action}"`, logGroupNames: [group.name] },
    options,
  );
  return { arn: group.arn };
}

describe("stand-ins of CloudWatch Logs", () => {
  itLivesThroughTheEngine({
    first: (options) => program(options, { retentionInDays: 30, kmsKeyId: KEY }, "logs:PutLogEvents"),
    second: (options) =>
      program(options, { kmsKeyId: KEY, tags: { Name: "runner" } }, "logs:CreateLogStream"),
    changes: { update: 3 },
    async created(clients, { arn }) {
      expect(arn).to.equal("arn:aws:logs:eu-west-1:000000000000:log-group:/test/runner");
      const { logGroups = [] } = await clients.logs.send(new DescribeLogGroupsCommand({}));
      expect(logGroups[0]).to.include({ logGroupName: "/test/runner", retentionInDays: 30, kmsKeyId: KEY });
      const { queryDefinitions = [] } = await clients.logs.send(new DescribeQueryDefinitionsCommand({}));
      expect(queryDefinitions[0]).to.deep.include({
        name: "test/actions",
        queryString: 'filter action = "logs:PutLogEvents"',
        logGroupNames: ["/test/runner"],
      });
    },
    async updated(clients, { arn }) {
      const { logGroups = [] } = await clients.logs.send(new DescribeLogGroupsCommand({}));
      expect(logGroups[0]).not.to.have.property("retentionInDays");
      const { tags } = await clients.logs.send(new ListTagsForResourceCommand({ resourceArn: arn }));
      expect(tags).to.deep.equal({ Owner: "tests", Name: "runner" });
      const { resourcePolicies = [] } = await clients.logs.send(new DescribeResourcePoliciesCommand({}));
      expect(resourcePolicies[0]?.policyDocument).to.include("logs:CreateLogStream");
      const { queryDefinitions = [] } = await clients.logs.send(new DescribeQueryDefinitionsCommand({}));
      expect(queryDefinitions.map(({ queryString }) => queryString)).to.deep.equal([
        'filter action = "logs:CreateLogStream"',
      ]);
    },
    async destroyed(clients) {
      const { logGroups } = await clients.logs.send(new DescribeLogGroupsCommand({}));
      const { resourcePolicies } = await clients.logs.send(new DescribeResourcePoliciesCommand({}));
      const { queryDefinitions } = await clients.logs.send(new DescribeQueryDefinitionsCommand({}));
      expect({ logGroups, resourcePolicies, queryDefinitions }).to.deep.equal({
        logGroups: [],
        resourcePolicies: [],
        queryDefinitions: [],
      });
    },
  });
});
