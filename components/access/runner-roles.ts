import * as pulumi from "@pulumi/pulumi";
import { baseNames } from "../../contracts/base-names";
import { type EnclavePermissionsArgs, enclaveStatements } from "./enclave-permissions";
import { type EnclaveRolePermissionsArgs, enclaveRoleStatements } from "./enclave-role-permissions";
import { stateMachineArns } from "./function-permissions";
import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";
import { type RunnerPermissionsArgs, runnerStatements } from "./runner-permissions";
import { ServiceRole } from "./service-role";
import { serviceTrust } from "./service-trust";
import { stateMachineStatements } from "./state-machine-permissions";
import { taskExecutionStatements } from "./task-execution-permissions";

export interface RunnerRolesArgs
  extends RunnerPermissionsArgs,
    EnclavePermissionsArgs,
    EnclaveRolePermissionsArgs {
  readonly place: Place;
  /** Repository of the runner's image. */
  readonly repositoryArn: pulumi.Input<string>;
}

/** The roles that a deployment runs under: state machines, ECS, and the runner itself. */
export class RunnerRoles extends pulumi.ComponentResource {
  readonly stateMachineRoleArn: pulumi.Output<string>;
  readonly taskExecutionRoleArn: pulumi.Output<string>;
  readonly runnerRoleArn: pulumi.Output<string>;

  constructor(name: string, args: RunnerRolesArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:access:RunnerRoles", name, {}, options);
    const { place } = args;
    const names = baseNames(place.environment);

    const taskExecution = new ServiceRole(
      `${name}-task-execution`,
      {
        roleName: names.taskExecutionRole,
        description: "ECS pulls the runner's image and writes its log",
        trust: tasksTrust(place),
        statements: taskExecutionStatements(args),
      },
      { parent: this },
    );
    const runner = new ServiceRole(
      `${name}-runner`,
      {
        roleName: names.runnerRole,
        description: "The runner deploys and destroys enclaves",
        trust: tasksTrust(place),
        statements: runnerStatements(args),
        managedPolicies: {
          enclaves: enclaveStatements(args),
          "enclave-roles": enclaveRoleStatements(args),
        },
      },
      { parent: this },
    );
    const stateMachine = new ServiceRole(
      `${name}-state-machine`,
      {
        roleName: names.stateMachineRole,
        description: "State machines run functions and the runner",
        trust: serviceTrust({
          service: "states.amazonaws.com",
          sourceAccount: place.accountId,
          sourceArns: stateMachineArns(place),
        }),
        statements: stateMachineStatements({ place, taskRoleArns: [taskExecution.arn, runner.arn] }),
      },
      { parent: this },
    );

    this.stateMachineRoleArn = stateMachine.arn;
    this.taskExecutionRoleArn = taskExecution.arn;
    this.runnerRoleArn = runner.arn;
    this.registerOutputs({
      stateMachineRoleArn: this.stateMachineRoleArn,
      taskExecutionRoleArn: this.taskExecutionRoleArn,
      runnerRoleArn: this.runnerRoleArn,
    });
  }
}

/** ECS acts for any of the account's tasks: it names no task in the source ARN when it assumes a role. */
export function tasksTrust(place: Place): PolicyStatement {
  return serviceTrust({
    service: "ecs-tasks.amazonaws.com",
    sourceAccount: place.accountId,
    sourceArns: [regionalArn(place, "ecs", "*")],
  });
}
