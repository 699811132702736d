import { version } from "@pulumi/aws/package.json";

import type { FunctionType, ResourceContext, ResourceType, ServiceStandIns } from "../resource";
import type { ProviderStandIn } from "../stand-in";
import { account } from "./account";
import { autoscaling } from "./autoscaling";
import { cloudtrail } from "./cloudtrail";
import { cloudwatch } from "./cloudwatch";
import { AWS_CONFIG_KEYS, configureAws } from "./configuration";
import { dynamodb } from "./dynamodb";
import { ec2 } from "./ec2";
import { ecr } from "./ecr";
import { ecs } from "./ecs";
import { events } from "./events";
import { iam } from "./iam";
import { kms } from "./kms";
import { lambda } from "./lambda";
import { logs } from "./logs";
import { route53 } from "./route53";
import { s3 } from "./s3";
import { sfn } from "./sfn";
import { sns } from "./sns";
import { sqs } from "./sqs";

const SERVICES: readonly ServiceStandIns[] = [
  account,
  autoscaling,
  cloudtrail,
  cloudwatch,
  dynamodb,
  ec2,
  ecr,
  ecs,
  events,
  iam,
  kms,
  lambda,
  logs,
  route53,
  s3,
  sfn,
  sns,
  sqs,
];

/** Modules of type tokens that are not called like their file. */
const FILES: Readonly<Record<string, string>> = { index: "account.ts", ec2: "ec2/", vpc: "ec2/" };

const resources: Record<string, ResourceType> = Object.assign(
  {},
  ...SERVICES.map((service) => service.resources),
);
const functions: Record<string, FunctionType> = Object.assign(
  {},
  ...SERVICES.map((service) => service.functions),
);

/** The stand-in for the aws provider. */
export const aws: ProviderStandIn<ResourceContext> = {
  name: "aws",
  version,
  resources,
  functions,
  configKeys: AWS_CONFIG_KEYS,
  fileOf: (token) => {
    const module = token.split(":")[1]?.split("/")[0] ?? token;
    return `local/providers/aws/${FILES[module] ?? `${module}.ts`}`;
  },
  configure: configureAws,
};
