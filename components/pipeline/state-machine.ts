import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Definition, DefinitionArgs } from "./definition";
import { type LogSettings, logGroup } from "./log-group";

type Values = { readonly [Name in keyof DefinitionArgs]: pulumi.Input<DefinitionArgs[Name]> };

export interface StateMachineArgs extends LogSettings {
  /** Physical name: roles refer to the state machine by it. */
  readonly stateMachineName: string;
  readonly roleArn: pulumi.Input<string>;
  readonly define: (values: DefinitionArgs) => Definition;
  readonly values: Values;
}

/** A state machine of type Standard, traced, with a log that holds no data of the requests. */
export class StateMachine extends pulumi.ComponentResource {
  readonly stateMachineArn: pulumi.Output<string>;

  constructor(name: string, args: StateMachineArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:pipeline:StateMachine", name, {}, options);

    // with this prefix the log needs no room in the account's resource policy, which is short
    const log = logGroup(`${name}-log`, `/aws/vendedlogs/states/${args.stateMachineName}`, args, this);
    const machine = new aws.sfn.StateMachine(
      name,
      {
        name: args.stateMachineName,
        type: "STANDARD",
        roleArn: args.roleArn,
        definition: pulumi
          .output(args.values)
          .apply((values) => JSON.stringify(args.define(values as DefinitionArgs))),
        loggingConfiguration: {
          level: "ALL",
          includeExecutionData: false,
          logDestination: pulumi.interpolate`${log.arn}:*`,
        },
        tracingConfiguration: { enabled: true },
        tags: { Name: args.stateMachineName },
      },
      { parent: this },
    );

    this.stateMachineArn = machine.arn;
    this.registerOutputs({ stateMachineArn: this.stateMachineArn });
  }
}
