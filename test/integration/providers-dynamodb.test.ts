import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTablesCommand,
  ListTagsOfResourceCommand,
} from "@aws-sdk/client-dynamodb";
import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { expect } from "chai";

import { itLivesThroughTheEngine } from "../support/provider-scenario";

const KEY = "arn:aws:kms:eu-west-1:000000000000:key/11111111-2222-3333-4444-555555555555";

function program(options: CustomResourceOptions, tableArgs: aws.dynamodb.TableArgs): Record<string, unknown> {
  const table = new aws.dynamodb.Table(
    "requests",
    {
      name: "requests",
      hashKey: "id",
      billingMode: "PAY_PER_REQUEST",
      streamEnabled: true,
      streamViewType: "NEW_AND_OLD_IMAGES",
      serverSideEncryption: { enabled: true, kmsKeyArn: KEY },
      pointInTimeRecovery: { enabled: true },
      ...tableArgs,
    },
    options,
  );
  const found = aws.dynamodb.getTableOutput({ name: table.name }, options);
  return {
    arn: table.arn,
    streamArn: table.streamArn,
    foundStreamArn: found.streamArn,
    foundHashKey: found.hashKey,
  };
}

describe("stand-ins of DynamoDB", () => {
  itLivesThroughTheEngine({
    first: (options) =>
      program(options, {
        attributes: [{ name: "id", type: "S" }],
        deletionProtectionEnabled: true,
        ttl: { attributeName: "expires", enabled: true },
      }),
    second: (options) =>
      program(options, {
        attributes: [
          { name: "id", type: "S" },
          { name: "owner", type: "S" },
        ],
        globalSecondaryIndexes: [{ name: "by-owner", hashKey: "owner", projectionType: "ALL" }],
        pointInTimeRecovery: { enabled: false },
        tags: { Name: "requests" },
      }),
    changes: { update: 1 },
    async created(clients, { streamArn, foundStreamArn, foundHashKey }) {
      expect(foundStreamArn).to.equal(streamArn);
      expect(foundHashKey).to.equal("id");
      const { Table } = await clients.dynamodb.send(new DescribeTableCommand({ TableName: "requests" }));
      expect(Table).to.deep.include({
        DeletionProtectionEnabled: true,
        LatestStreamArn: streamArn,
        StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
      });
      expect(Table?.SSEDescription).to.include({ Status: "ENABLED", KMSMasterKeyArn: KEY });
      const { TimeToLiveDescription } = await clients.dynamodb.send(
        new DescribeTimeToLiveCommand({ TableName: "requests" }),
      );
      expect(TimeToLiveDescription).to.deep.equal({ TimeToLiveStatus: "ENABLED", AttributeName: "expires" });
    },
    async updated(clients, { arn, streamArn }) {
      const { Table } = await clients.dynamodb.send(new DescribeTableCommand({ TableName: "requests" }));
      expect(Table).to.deep.include({ DeletionProtectionEnabled: false, LatestStreamArn: streamArn });
      expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).to.deep.equal(["by-owner"]);
      const { ContinuousBackupsDescription } = await clients.dynamodb.send(
        new DescribeContinuousBackupsCommand({ TableName: "requests" }),
      );
      expect(ContinuousBackupsDescription?.PointInTimeRecoveryDescription).to.deep.equal({
        PointInTimeRecoveryStatus: "DISABLED",
      });
      const { Tags } = await clients.dynamodb.send(new ListTagsOfResourceCommand({ ResourceArn: arn }));
      expect(Tags).to.have.deep.members([
        { Key: "Owner", Value: "tests" },
        { Key: "Name", Value: "requests" },
      ]);
    },
    async destroyed(clients) {
      const { TableNames } = await clients.dynamodb.send(new ListTablesCommand({}));
      expect(TableNames).to.deep.equal([]);
    },
  });
});
