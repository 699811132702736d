import * as pulumi from "@pulumi/pulumi";
import { type RuntimeNames, runtimeNames } from "../../contracts/runtime-names";
import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";
import { runtimeArns } from "./runtime-arns";
import { ServiceRole } from "./service-role";
import { serviceTrust } from "./service-trust";
import { writeTraces } from "./traces";

/** The functions of `RuntimeNames`. */
export type FunctionOfRuntime = Extract<keyof RuntimeNames, `${string}Function`>;

export interface FunctionRoleArgs {
  readonly place: Place;
  readonly roleName: string;
  /** The Lambda function; its log group is `/aws/lambda/<its name>`. */
  readonly function: FunctionOfRuntime;
  /** What the function's work needs. */
  readonly statements: readonly PolicyStatement[];
}

/** The role of one Lambda function: its work, its own log group, its traces. */
export class FunctionRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: FunctionRoleArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:access:FunctionRole", name, {}, options);

    const role = new ServiceRole(
      name,
      {
        roleName: args.roleName,
        description: `Lambda function ${runtimeNames(args.place.environment)[args.function]}`,
        // Lambda sends no source account or ARN when it assumes a role.
        trust: serviceTrust({ service: "lambda.amazonaws.com" }),
        statements: [...args.statements, writeLogs(args), writeTraces()],
      },
      { parent: this },
    );

    this.arn = role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

/** The group itself is made by the function's program, with its retention and key. */
function writeLogs({ place, function: of }: FunctionRoleArgs): PolicyStatement {
  return {
    Sid: "WriteLogs",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: runtimeArns(place, (names) =>
      regionalArn(place, "logs", `log-group:/aws/lambda/${names[of]}:log-stream:*`),
    ),
  };
}
