// Required before `fleet`: gives it a program of as many resources as LEGACY_RESOURCES says in the place of base's.
import Module from "node:module";
import * as aws from "@pulumi/aws";
import { fleetProgram } from "../../components/program";

const count = Number(process.env.LEGACY_RESOURCES);
const half = count / 2;

/** A VPC with subnets, which are told apart by a reference, and as many log groups, which are told apart by name. */
const program = fleetProgram(async () => {
  const provider = new aws.Provider("aws", { region: "eu-west-1" });
  const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" }, { provider });
  for (let index = 0; index < half - 1; index += 1) {
    const cidrBlock = `10.0.${index >> 2}.${(index & 3) * 64}/26`;
    new aws.ec2.Subnet(`subnet-${index}`, { vpcId: vpc.id, cidrBlock }, { provider });
  }
  for (let index = 0; index < half; index += 1) {
    const name = `/legacy/${count}/${index}`;
    new aws.cloudwatch.LogGroup(`group-${index}`, { name, retentionInDays: 30 }, { provider });
  }
  return { vpcId: vpc.id };
});

const filename = require.resolve("../../base/index");
require.cache[filename] = Object.assign(new Module(filename), {
  filename,
  loaded: true,
  exports: program,
});
