import * as pulumi from "@pulumi/pulumi";
import { baseNames } from "../../contracts/base-names";
import { runtimeNames } from "../../contracts/runtime-names";
import { type HygienePermissionsArgs, hygieneStatements, scheduleStatements } from "./hygiene-permissions";
import { regionalArn } from "./place";
import { refreshStatements } from "./refresh-permissions";
import { tasksTrust } from "./runner-roles";
import { ServiceRole } from "./service-role";
import { serviceTrust } from "./service-trust";

export interface HygieneRolesArgs extends HygienePermissionsArgs {
  /** Role by which ECS pulls the image and writes the log. */
  readonly taskExecutionRoleArn: pulumi.Input<string>;
}

/** The roles of the daily check: that of its task, and that of the schedule which starts it. */
export class HygieneRoles extends pulumi.ComponentResource {
  readonly hygieneRoleArn: pulumi.Output<string>;
  readonly hygieneScheduleRoleArn: pulumi.Output<string>;

  constructor(name: string, args: HygieneRolesArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:access:HygieneRoles", name, {}, options);
    const { place } = args;
    const names = baseNames(place.environment);

    const task = new ServiceRole(
      `${name}-task`,
      {
        roleName: names.hygieneRole,
        description: "The daily check of state, locks and drift",
        trust: tasksTrust(place),
        statements: hygieneStatements(args),
        managedPolicies: { refresh: refreshStatements(place) },
      },
      { parent: this },
    );
    const schedule = new ServiceRole(
      `${name}-schedule`,
      {
        roleName: names.hygieneScheduleRole,
        description: "EventBridge starts the daily check",
        trust: serviceTrust({
          service: "events.amazonaws.com",
          sourceAccount: place.accountId,
          sourceArns: [regionalArn(place, "events", `rule/${runtimeNames(place.environment).hygieneRule}`)],
        }),
        statements: scheduleStatements({ place, taskRoleArns: [args.taskExecutionRoleArn, task.arn] }),
      },
      { parent: this },
    );

    this.hygieneRoleArn = task.arn;
    this.hygieneScheduleRoleArn = schedule.arn;
    this.registerOutputs({
      hygieneRoleArn: this.hygieneRoleArn,
      hygieneScheduleRoleArn: this.hygieneScheduleRoleArn,
    });
  }
}
