import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";

import type { ServiceStandIns } from "../resource";

/** What the aws provider knows of caller, partition and region. */
export const account: ServiceStandIns = {
  resources: {},
  functions: {
    "aws:index/getCallerIdentity:getCallerIdentity": {
      inputs: {},
      invoke: async (_, { aws }) => {
        const { Account, Arn, UserId } = await aws.sts.send(new GetCallerIdentityCommand({}));
        return { id: Account, accountId: Account, arn: Arn, userId: UserId };
      },
    },
    "aws:index/getRegion:getRegion": {
      inputs: {},
      invoke: async (_, { region }) => ({
        id: region,
        name: region,
        region,
        description: region,
        endpoint: `ec2.${region}.amazonaws.com`,
      }),
    },
    "aws:index/getPartition:getPartition": {
      inputs: {},
      invoke: async () => ({
        id: "aws",
        partition: "aws",
        dnsSuffix: "amazonaws.com",
        reverseDnsPrefix: "com.amazonaws",
      }),
    },
  },
};
