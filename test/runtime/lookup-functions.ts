import { expect } from "chai";
import { baseValues } from "../../cli/validation/mocks/base-values";
import type { Properties } from "../../cli/validation/mocks/mock-outputs";
import { baseNames } from "../../contracts/base-names";
import type { Environment } from "../../contracts/environment";
import { physicalName } from "../../contracts/names";
import { ACCOUNT_FUNCTIONS } from "../support/environment-config";

/** Answers to a search for base: only to one that asks for exactly what base has tagged and named so. */
export function lookupFunctions(
  environment: Environment,
  overrides: Readonly<Record<string, (args: Properties) => Properties>> = {},
): Readonly<Record<string, (args: Properties) => Properties>> {
  const base = baseValues(environment);
  const names = baseNames(environment);
  const tags = { Project: "hyperion-fleet", Environment: environment };
  const named = (role: string) => ({ ...tags, Name: physicalName(environment, role) });
  const subnets: Readonly<Record<string, readonly string[]>> = {
    private: base.privateSubnetIds,
    isolated: base.hostSubnetIds,
  };
  return {
    ...ACCOUNT_FUNCTIONS,
    "aws:ec2/getVpc:getVpc": (args) => {
      expect(args.tags).to.deep.equal(named("network"));
      return { id: base.vpcId };
    },
    "aws:ec2/getSubnets:getSubnets": (args) => {
      expect(args.filters).to.deep.equal([{ name: "vpc-id", values: [base.vpcId] }]);
      const { Tier: tier, ...rest } = args.tags;
      expect(rest).to.deep.equal(tags);
      return { id: "eu-west-1", ids: [...(subnets[tier] ?? [])].reverse() };
    },
    "aws:ec2/getSecurityGroup:getSecurityGroup": (args) => {
      expect(args.vpcId).to.equal(base.vpcId);
      const role = args.tags.Name === named("runner").Name ? "runner" : "host";
      expect(args.tags).to.deep.equal(named(role));
      return { id: `sg-${role}` };
    },
    "aws:route53/getZone:getZone": (args) => {
      expect(args).to.deep.equal({ tags, vpcId: base.vpcId, privateZone: true });
      return { id: base.zoneId, zoneId: base.zoneId, name: `${base.zoneName}.` };
    },
    "aws:ecr/getRepository:getRepository": (args) => {
      expect(args.name).to.equal(names.runnerRepository);
      return { id: args.name, repositoryUrl: base.runnerRepositoryUrl };
    },
    "aws:dynamodb/getTable:getTable": (args) => {
      expect(args.name).to.equal(names.requestTable);
      return {
        id: args.name,
        name: args.name,
        arn: base.requestTableArn,
        streamArn: base.requestTableStreamArn,
      };
    },
    "aws:kms/getAlias:getAlias": (args) => {
      expect(args.name).to.equal(names.dataKeyAlias);
      return { id: args.name, targetKeyArn: base.dataKeyArn };
    },
    "aws:iam/getRole:getRole": (args) => ({
      id: args.name,
      arn: `arn:aws:iam::111122223333:role/${args.name}`,
    }),
    "aws:iam/getPolicy:getPolicy": (args) => ({
      id: args.name,
      arn: `arn:aws:iam::111122223333:policy/${args.name}`,
    }),
    ...overrides,
  };
}
