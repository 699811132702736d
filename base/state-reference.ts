import * as pulumi from "@pulumi/pulumi";
import { type Environment, stackReferenceName } from "../contracts/environment";
import type { StateValues } from "../state/outputs";

/** What base needs of the environment's `fleet-state`. */
export type StateReference = {
  readonly [Name in "stateBucketArn" | "stateKeyArn" | "backendUrl" | "secretsProvider"]: pulumi.Output<
    StateValues[Name]
  >;
};

/** The only StackReference of this project. */
export function stateReference(environment: Environment): StateReference {
  const stack = new pulumi.StackReference(stackReferenceName("state", environment));
  const output = (name: keyof StateReference) => stack.requireOutput(name) as pulumi.Output<string>;
  return {
    stateBucketArn: output("stateBucketArn"),
    stateKeyArn: output("stateKeyArn"),
    backendUrl: output("backendUrl"),
    secretsProvider: output("secretsProvider"),
  };
}
