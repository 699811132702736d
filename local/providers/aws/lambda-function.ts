import { readFileSync } from "node:fs";
import { join } from "node:path";

import {
  type Architecture,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  type LoggingConfig,
  PutFunctionConcurrencyCommand,
  type Runtime,
  TagResourceCommand,
  type TracingMode,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";

import type { Properties, Resource, ResourceContext, ResourceType } from "../resource";
import { equivalent } from "../values";
import { zipArchive } from "../zip";
import { ifPresent } from "./presence";
import { type Tags, updateTags } from "./tag-lists";

const MISSING = "ResourceNotFoundException";
const WAIT = { maxWaitTime: 60, minDelay: 0.05, maxDelay: 0.5 };

/** Tag that keeps the runtime a function was declared with, where it differs from the emulator's. */
export const RUNTIME_TAG = "fleet:runtime";

/** Inputs that UpdateFunctionConfiguration changes. */
const CONFIGURATION = [
  "description",
  "handler",
  "runtime",
  "role",
  "timeout",
  "memorySize",
  "environment",
  "deadLetterConfig",
  "tracingConfig",
  "loggingConfig",
  "kmsKeyArn",
  "ephemeralStorage",
  "vpcConfig",
];

/**
 * A function in a zip. The emulator's own worker for Node.js loses the `name` of what a handler throws, by which
 * state machines retry and catch; its workers for custom runtimes keep it. So a function on `nodejs*` is made as
 * a custom runtime whose bootstrap runs the handler on this machine's Node.js; outputs say the declared runtime,
 * which a tag keeps. The code's hash is that of the zip with the bootstrap.
 */
export const lambdaFunction: ResourceType = {
  inputs: {
    name: "leaf",
    description: "leaf",
    code: "leaf",
    handler: "leaf",
    runtime: "leaf",
    role: "leaf",
    timeout: "leaf",
    memorySize: "leaf",
    architectures: "leaf",
    environment: { variables: "map" },
    deadLetterConfig: { targetArn: "leaf" },
    tracingConfig: { mode: "leaf" },
    loggingConfig: {
      logFormat: "leaf",
      logGroup: "leaf",
      applicationLogLevel: "leaf",
      systemLogLevel: "leaf",
    },
    kmsKeyArn: "leaf",
    ephemeralStorage: { size: "leaf" },
    vpcConfig: { subnetIds: "leaf", securityGroupIds: "leaf" },
    reservedConcurrentExecutions: "leaf",
  },
  required: ["code", "handler", "runtime", "role"],
  autoName: "name",
  replaceOn: ["name"],
  tagged: true,
  volatile: ["lastModified", "codeSha256", "sourceCodeHash", "sourceCodeSize"],
  async create(inputs, context) {
    const { lambda: client } = context.aws;
    await client.send(
      new CreateFunctionCommand({
        FunctionName: inputs.name,
        Code: { ZipFile: zipOf(inputs) },
        Architectures: architectures(inputs),
        ...configuration(inputs),
        Tags: ownTags(inputs),
      }),
    );
    await waitUntilFunctionActiveV2({ client, ...WAIT }, { FunctionName: inputs.name });
    if (isReserved(inputs)) await putConcurrency(inputs.name, inputs, context);
    return describedFunction(inputs.name, context);
  },
  async read(name, _known, context) {
    return ifPresent(describedFunction(name, context), MISSING);
  },
  async update(FunctionName, news, olds, context) {
    const { lambda: client } = context.aws;
    const changed = (inputs: readonly string[]) =>
      inputs.some((input) => !equivalent(news[input], olds[input]));
    const updated = () => waitUntilFunctionUpdatedV2({ client, ...WAIT }, { FunctionName });
    if (news.code.hash !== olds.code?.hash || changed(["architectures", "runtime"])) {
      const code = { ZipFile: zipOf(news), Architectures: architectures(news) };
      await client.send(new UpdateFunctionCodeCommand({ FunctionName, ...code }));
      await updated();
    }
    if (changed(CONFIGURATION)) {
      await client.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...configuration(news) }));
      await updated();
    }
    if (changed(["reservedConcurrentExecutions"])) await putConcurrency(FunctionName, news, context);
    await updateTags(
      { tagsAll: ownTags(news) },
      { tagsAll: ownTags(olds) },
      (tags) => client.send(new TagResourceCommand({ Resource: olds.arn, Tags: tags })),
      (TagKeys) => client.send(new UntagResourceCommand({ Resource: olds.arn, TagKeys })),
    );
    return (await describedFunction(FunctionName, context)).outputs;
  },
  async delete(FunctionName, _known, { aws }) {
    await ifPresent(aws.lambda.send(new DeleteFunctionCommand({ FunctionName })), MISSING);
  },
};

function runsOnNode({ runtime }: Properties): boolean {
  return String(runtime).startsWith("nodejs");
}

function zipOf(inputs: Properties): Uint8Array {
  if (!runsOnNode(inputs)) return zipArchive(inputs.code);
  const content = readFileSync(join(__dirname, "lambda-bootstrap.cjs"));
  return zipArchive(inputs.code, { name: "bootstrap", content });
}

function ownTags(inputs: Properties): Tags {
  return { ...inputs.tagsAll, ...(runsOnNode(inputs) && { [RUNTIME_TAG]: inputs.runtime }) };
}

function architectures(inputs: Properties): Architecture[] {
  return inputs.architectures ?? ["x86_64"];
}

/** What create and update have in common; an update gives all of it, so that what is no longer given is unset. */
function configuration(inputs: Properties) {
  return {
    Description: inputs.description ?? "",
    Handler: inputs.handler as string,
    Runtime: (runsOnNode(inputs) ? "provided.al2023" : inputs.runtime) as Runtime,
    Role: inputs.role as string,
    Timeout: inputs.timeout ?? 3,
    MemorySize: inputs.memorySize ?? 128,
    Environment: { Variables: inputs.environment?.variables ?? {} },
    DeadLetterConfig: { TargetArn: inputs.deadLetterConfig?.targetArn ?? "" },
    TracingConfig: { Mode: (inputs.tracingConfig?.mode ?? "PassThrough") as TracingMode },
    LoggingConfig: logging(inputs),
    KMSKeyArn: inputs.kmsKeyArn ?? "",
    EphemeralStorage: { Size: inputs.ephemeralStorage?.size ?? 512 },
    VpcConfig: {
      SubnetIds: inputs.vpcConfig?.subnetIds ?? [],
      SecurityGroupIds: inputs.vpcConfig?.securityGroupIds ?? [],
    },
  };
}

function logging({ name, loggingConfig = {} }: Properties): LoggingConfig {
  return {
    LogFormat: loggingConfig.logFormat ?? "Text",
    LogGroup: loggingConfig.logGroup ?? `/aws/lambda/${name}`,
    ApplicationLogLevel: loggingConfig.applicationLogLevel,
    SystemLogLevel: loggingConfig.systemLogLevel,
  };
}

/** -1, the provider's default, reserves nothing. */
function isReserved({ reservedConcurrentExecutions = -1 }: Properties): boolean {
  return reservedConcurrentExecutions >= 0;
}

async function putConcurrency(
  FunctionName: string,
  inputs: Properties,
  { aws }: ResourceContext,
): Promise<void> {
  const { reservedConcurrentExecutions: ReservedConcurrentExecutions } = inputs;
  if (isReserved(inputs)) {
    await aws.lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
  } else {
    await aws.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  }
}

async function describedFunction(name: string, { aws, region }: ResourceContext): Promise<Resource> {
  const {
    Configuration: found = {},
    Tags = {},
    Concurrency,
  } = await aws.lambda.send(new GetFunctionCommand({ FunctionName: name }));
  const { [RUNTIME_TAG]: declaredRuntime, ...tagsAll } = Tags;
  const arn = found.FunctionArn ?? "";
  const invokeArn = (of: string) =>
    `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${of}/invocations`;
  const qualifiedArn = `${arn}:${found.Version}`;
  return {
    id: name,
    outputs: {
      name,
      arn,
      invokeArn: invokeArn(arn),
      version: found.Version,
      qualifiedArn,
      qualifiedInvokeArn: invokeArn(qualifiedArn),
      lastModified: found.LastModified,
      codeSha256: found.CodeSha256,
      sourceCodeHash: found.CodeSha256,
      sourceCodeSize: found.CodeSize,
      description: found.Description,
      handler: found.Handler,
      runtime: declaredRuntime ?? found.Runtime,
      role: found.Role,
      timeout: found.Timeout,
      memorySize: found.MemorySize,
      architectures: found.Architectures,
      environment: { variables: found.Environment?.Variables },
      deadLetterConfig: found.DeadLetterConfig?.TargetArn
        ? { targetArn: found.DeadLetterConfig.TargetArn }
        : undefined,
      tracingConfig: { mode: found.TracingConfig?.Mode },
      loggingConfig: {
        logFormat: found.LoggingConfig?.LogFormat,
        logGroup: found.LoggingConfig?.LogGroup,
        applicationLogLevel: found.LoggingConfig?.ApplicationLogLevel,
        systemLogLevel: found.LoggingConfig?.SystemLogLevel,
      },
      kmsKeyArn: found.KMSKeyArn,
      ephemeralStorage: { size: found.EphemeralStorage?.Size },
      vpcConfig: found.VpcConfig?.SubnetIds?.length
        ? {
            subnetIds: found.VpcConfig.SubnetIds,
            securityGroupIds: found.VpcConfig.SecurityGroupIds,
            vpcId: found.VpcConfig.VpcId,
          }
        : undefined,
      reservedConcurrentExecutions: Concurrency?.ReservedConcurrentExecutions ?? -1,
      tagsAll,
    },
  };
}
