import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { FUNCTION_HANDLER } from "./function-bundle";
import { type LogSettings, logGroup } from "./log-group";

/** What all functions of the pipeline have in common. */
export interface FunctionSettings extends LogSettings {
  /** Lambda's name of a Node.js runtime, for example `nodejs22.x`. */
  readonly lambdaRuntime: string;
  /** @default 256 */
  readonly functionMemoryMib?: number;
}

export interface NodeFunctionArgs extends FunctionSettings {
  /** Physical name: roles and state machines refer to the function by it. */
  readonly functionName: string;
  readonly description: string;
  /** An archive with `index.js`; see `functionArchives`. */
  readonly code: pulumi.asset.Archive;
  readonly roleArn: pulumi.Input<string>;
  /**
   * Environment variables; no secrets.
   * @default none
   */
  readonly variables?: Readonly<Record<string, pulumi.Input<string>>>;
  /** @default 30 */
  readonly timeoutSeconds?: number;
  /** Of this function, whatever the others have. @default functionMemoryMib */
  readonly memoryMib?: number;
}

/** A Lambda function in Node.js with a log group of its own. */
export class NodeFunction extends pulumi.ComponentResource {
  readonly functionArn: pulumi.Output<string>;
  readonly functionName: pulumi.Output<string>;

  constructor(name: string, args: NodeFunctionArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:pipeline:NodeFunction", name, {}, options);

    const log = logGroup(`${name}-log`, `/aws/lambda/${args.functionName}`, args, this);
    const lambda = new aws.lambda.Function(
      name,
      {
        name: args.functionName,
        description: args.description,
        role: args.roleArn,
        runtime: args.lambdaRuntime,
        architectures: ["arm64"],
        handler: FUNCTION_HANDLER,
        code: args.code,
        timeout: args.timeoutSeconds ?? 30,
        memorySize: args.memoryMib ?? args.functionMemoryMib ?? 256,
        environment: { variables: { NODE_OPTIONS: "--enable-source-maps", ...args.variables } },
        tracingConfig: { mode: "Active" },
        tags: { Name: args.functionName },
      },
      // Lambda makes the group itself at the first line, if it is not there yet
      { parent: this, dependsOn: [log] },
    );

    this.functionArn = lambda.arn;
    this.functionName = lambda.name;
    this.registerOutputs({ functionArn: this.functionArn, functionName: this.functionName });
  }
}
