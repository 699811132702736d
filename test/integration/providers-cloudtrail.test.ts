import {
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
} from "@aws-sdk/client-cloudtrail";
import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { expect } from "chai";

import { itLivesThroughTheEngine } from "../support/provider-scenario";

const KEY = "arn:aws:kms:eu-west-1:000000000000:key/11111111-2222-3333-4444-555555555555";
const GROUP = "arn:aws:logs:eu-west-1:000000000000:log-group:audit:*";
const ROLE = "arn:aws:iam::000000000000:role/audit";

function program(
  options: CustomResourceOptions,
  args: Partial<aws.cloudtrail.TrailArgs>,
): Record<string, unknown> {
  const trail = new aws.cloudtrail.Trail(
    "audit",
    {
      name: "audit",
      s3BucketName: "logs",
      isMultiRegionTrail: false,
      includeGlobalServiceEvents: false,
      ...args,
    },
    options,
  );
  return { arn: trail.arn };
}

describe("stand-ins of CloudTrail", () => {
  itLivesThroughTheEngine({
    first: (options) =>
      program(options, {
        kmsKeyId: KEY,
        cloudWatchLogsGroupArn: GROUP,
        cloudWatchLogsRoleArn: ROLE,
        enableLogFileValidation: true,
        advancedEventSelectors: [
          {
            name: "objects",
            fieldSelectors: [
              { field: "eventCategory", equals: ["Data"] },
              { field: "resources.type", equals: ["AWS::S3::Object"] },
              { field: "resources.ARN", startsWiths: ["arn:aws:s3:::state/"] },
            ],
          },
        ],
      }),
    second: (options) => program(options, { enableLogging: false, tags: { Name: "audit" } }),
    changes: { update: 1 },
    async created({ cloudtrail }, { arn }) {
      const { Trail } = await cloudtrail.send(new GetTrailCommand({ Name: arn }));
      expect(Trail).to.include({
        Name: "audit",
        S3BucketName: "logs",
        KmsKeyId: KEY,
        CloudWatchLogsLogGroupArn: GROUP,
        CloudWatchLogsRoleArn: ROLE,
        LogFileValidationEnabled: true,
        IsMultiRegionTrail: false,
        IncludeGlobalServiceEvents: false,
      });
      expect(await cloudtrail.send(new GetTrailStatusCommand({ Name: arn }))).to.include({ IsLogging: true });
      const { AdvancedEventSelectors } = await cloudtrail.send(
        new GetEventSelectorsCommand({ TrailName: arn }),
      );
      expect(AdvancedEventSelectors).to.deep.equal([
        {
          Name: "objects",
          FieldSelectors: [
            { Field: "eventCategory", Equals: ["Data"] },
            { Field: "resources.type", Equals: ["AWS::S3::Object"] },
            { Field: "resources.ARN", StartsWith: ["arn:aws:s3:::state/"] },
          ],
        },
      ]);
    },
    async updated({ cloudtrail }, { arn }) {
      const { Trail } = await cloudtrail.send(new GetTrailCommand({ Name: arn }));
      expect(Trail).to.include({ LogFileValidationEnabled: false });
      expect(Trail).to.not.have.any.keys("KmsKeyId", "CloudWatchLogsLogGroupArn", "CloudWatchLogsRoleArn");
      expect(await cloudtrail.send(new GetTrailStatusCommand({ Name: arn }))).to.include({
        IsLogging: false,
      });
      const selectors = await cloudtrail.send(new GetEventSelectorsCommand({ TrailName: arn }));
      expect(selectors.EventSelectors).to.deep.include.members([
        {
          ReadWriteType: "All",
          IncludeManagementEvents: true,
          DataResources: [],
          ExcludeManagementEventSources: [],
        },
      ]);
      const { ResourceTagList = [] } = await cloudtrail.send(new ListTagsCommand({ ResourceIdList: [arn] }));
      expect(ResourceTagList[0]?.TagsList).to.have.deep.members([
        { Key: "Owner", Value: "tests" },
        { Key: "Name", Value: "audit" },
      ]);
    },
    async destroyed({ cloudtrail }) {
      const { trailList } = await cloudtrail.send(new DescribeTrailsCommand({}));
      expect(trailList).to.deep.equal([]);
    },
  });
});
