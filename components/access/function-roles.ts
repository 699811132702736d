import * as pulumi from "@pulumi/pulumi";
import { baseNames } from "../../contracts/base-names";
import {
  handleErrorStatements,
  notifyWebhookStatements,
  type PipelineResources,
  reconcileStatements,
  recordStatements,
  taskStoppedStatements,
  triggerStatements,
  validateStatements,
} from "./function-permissions";
import { FunctionRole } from "./function-role";

export type FunctionRolesArgs = PipelineResources;

/** The roles of the pipeline's functions, one each. */
export class FunctionRoles extends pulumi.ComponentResource {
  readonly triggerRoleArn: pulumi.Output<string>;
  readonly validateRoleArn: pulumi.Output<string>;
  readonly recordRoleArn: pulumi.Output<string>;
  readonly handleErrorRoleArn: pulumi.Output<string>;
  readonly taskStoppedRoleArn: pulumi.Output<string>;
  readonly notifyWebhookRoleArn: pulumi.Output<string>;
  readonly reconcileRoleArn: pulumi.Output<string>;

  constructor(name: string, args: FunctionRolesArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:access:FunctionRoles", name, {}, options);
    const { place } = args;
    const roles = baseNames(place.environment);
    const child = { parent: this };

    const trigger = new FunctionRole(
      `${name}-trigger`,
      {
        place,
        roleName: roles.triggerRole,
        function: "triggerFunction",
        statements: triggerStatements(args),
      },
      child,
    );
    const validate = new FunctionRole(
      `${name}-validate`,
      {
        place,
        roleName: roles.validateRole,
        function: "validateFunction",
        statements: validateStatements(args),
      },
      child,
    );
    const record = new FunctionRole(
      `${name}-record`,
      {
        place,
        roleName: roles.recordRole,
        function: "recordFunction",
        statements: recordStatements(args),
      },
      child,
    );
    const handleError = new FunctionRole(
      `${name}-handle-error`,
      {
        place,
        roleName: roles.handleErrorRole,
        function: "handleErrorFunction",
        statements: handleErrorStatements(args),
      },
      child,
    );
    const taskStopped = new FunctionRole(
      `${name}-task-stopped`,
      {
        place,
        roleName: roles.taskStoppedRole,
        function: "taskStoppedFunction",
        statements: taskStoppedStatements(args),
      },
      child,
    );
    const notifyWebhook = new FunctionRole(
      `${name}-notify-webhook`,
      {
        place,
        roleName: roles.notifyWebhookRole,
        function: "notifyWebhookFunction",
        statements: notifyWebhookStatements(args),
      },
      child,
    );
    const reconcile = new FunctionRole(
      `${name}-reconcile`,
      {
        place,
        roleName: roles.reconcileRole,
        function: "reconcileFunction",
        statements: reconcileStatements(args),
      },
      child,
    );

    this.triggerRoleArn = trigger.arn;
    this.validateRoleArn = validate.arn;
    this.recordRoleArn = record.arn;
    this.handleErrorRoleArn = handleError.arn;
    this.taskStoppedRoleArn = taskStopped.arn;
    this.notifyWebhookRoleArn = notifyWebhook.arn;
    this.reconcileRoleArn = reconcile.arn;
    this.registerOutputs({
      triggerRoleArn: this.triggerRoleArn,
      validateRoleArn: this.validateRoleArn,
      recordRoleArn: this.recordRoleArn,
      handleErrorRoleArn: this.handleErrorRoleArn,
      taskStoppedRoleArn: this.taskStoppedRoleArn,
      notifyWebhookRoleArn: this.notifyWebhookRoleArn,
      reconcileRoleArn: this.reconcileRoleArn,
    });
  }
}
