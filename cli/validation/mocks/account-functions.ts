/** Answers of the data sources that the programs call to know where they are. */
export const ACCOUNT_FUNCTIONS = {
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({
    id: "111122223333",
    accountId: "111122223333",
    arn: "arn:aws:iam::111122223333:user/operator",
    userId: "AIDAOPERATOR",
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({
    id: "eu-west-1",
    region: "eu-west-1",
    names: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
    zoneIds: ["euw1-az1", "euw1-az2", "euw1-az3"],
    groupNames: ["eu-west-1"],
  }),
} as const;
