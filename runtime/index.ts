import type * as pulumi from "@pulumi/pulumi";
import { ChatWebhook } from "../components/pipeline/chat-webhook";
import { cleanupDefinition } from "../components/pipeline/cleanup-definition";
import { DeadLetterQueue } from "../components/pipeline/dead-letter-queue";
import { deployDefinition } from "../components/pipeline/deploy-definition";
import { functionArchives } from "../components/pipeline/function-bundle";
import { HygieneSchedule } from "../components/pipeline/hygiene-schedule";
import { Monitoring } from "../components/pipeline/monitoring";
import { NodeFunction } from "../components/pipeline/node-function";
import { Notifications } from "../components/pipeline/notifications";
import { Reconciler } from "../components/pipeline/reconciler";
import { RunnerImage } from "../components/pipeline/runner-image";
import { RunnerService } from "../components/pipeline/runner-service";
import { SlotTable } from "../components/pipeline/slot-table";
import { StateMachine } from "../components/pipeline/state-machine";
import { StreamTrigger } from "../components/pipeline/stream-trigger";
import { TaskStoppedRule } from "../components/pipeline/task-stopped-rule";
import { fleetProgram } from "../components/program";
import { fleetProvider } from "../components/provider";
import { FUNCTION_ENVIRONMENT } from "../contracts/function-environment";
import { runtimeNames } from "../contracts/runtime-names";
import { baseSource } from "./base-source";
import { canaryOf } from "./canary";
import { readConfig } from "./config";
import { driftSuppressions } from "./drift-suppressions";
import { enclaveEnvironment } from "./enclave-environment";
import { imageRegistries } from "./image-registries";
import type { RuntimeOutputs } from "./outputs";

/** Project `runtime`: the pipeline from a request's row to its host; comes and goes while base stays. */
export = fleetProgram(async (): Promise<RuntimeOutputs> => {
  const config = readConfig();
  const { environment, region, workspace } = config;
  const names = runtimeNames(environment, workspace);
  const canary = canaryOf(config);
  const provider = fleetProvider({ ...config, scope: "runtime" });
  const options: pulumi.ComponentResourceOptions = { providers: [provider] };
  const base = await baseSource(config, provider);
  const code = functionArchives();
  const settings = { ...config, keyArn: base.dataKeyArn };
  const table = { [FUNCTION_ENVIRONMENT.requestTable]: base.requestTableName };

  // A copy's failures are told to whoever has it, by its own topic.
  const hasChat = config.chatNotifications && workspace === undefined;
  const { topicArn } = new Notifications(
    "notifications",
    {
      topicName: names.topic,
      keyArn: base.dataKeyArn,
      emails: config.notificationEmails,
      emailsAlarmsOnly: hasChat,
    },
    options,
  );
  const deadLetters = new DeadLetterQueue(
    "dead-letters",
    { queueName: names.deadLetterQueue, keyArn: base.dataKeyArn, ruleName: names.taskStoppedRule },
    options,
  );

  const { slotTableName } = new SlotTable(
    "slots",
    { tableName: names.slotTable, keyArn: base.dataKeyArn },
    options,
  );

  const validate = new NodeFunction(
    "validate",
    {
      ...settings,
      functionName: names.validateFunction,
      description: "Checks a request before anything is created",
      code: code.validate,
      roleArn: base.validateRoleArn,
      variables: { ...table, [FUNCTION_ENVIRONMENT.imageRegistries]: imageRegistries(config, base) },
    },
    options,
  );
  const record = new NodeFunction(
    "record",
    {
      ...settings,
      functionName: names.recordFunction,
      description: "Takes and gives back slots and leases, and records what was done",
      code: code.record,
      roleArn: base.recordRoleArn,
      variables: {
        ...table,
        [FUNCTION_ENVIRONMENT.environment]: environment,
        [FUNCTION_ENVIRONMENT.slotTable]: slotTableName,
        [FUNCTION_ENVIRONMENT.maxConcurrent]: String(config.maxConcurrentDeployments),
        [FUNCTION_ENVIRONMENT.maxConcurrentPerOwner]: String(config.maxConcurrentDeploymentsPerOwner),
      },
    },
    options,
  );
  const handleError = new NodeFunction(
    "handle-error",
    {
      ...settings,
      functionName: names.handleErrorFunction,
      description: "Stores why a request failed, and tells people",
      code: code["handle-error"],
      roleArn: base.handleErrorRoleArn,
      variables: {
        ...table,
        [FUNCTION_ENVIRONMENT.environment]: environment,
        [FUNCTION_ENVIRONMENT.topic]: topicArn,
      },
    },
    options,
  );
  const taskStopped = new NodeFunction(
    "task-stopped",
    {
      ...settings,
      functionName: names.taskStoppedFunction,
      description: "Tells a state machine that the task it waits for has stopped",
      code: code["task-stopped"],
      roleArn: base.taskStoppedRoleArn,
    },
    options,
  );

  if (hasChat) {
    new ChatWebhook(
      "notify-webhook",
      {
        ...settings,
        environment,
        functionName: names.notifyWebhookFunction,
        queueName: names.noticeQueue,
        code: code["notify-webhook"],
        roleArn: base.notifyWebhookRoleArn,
        topicArn,
        deadLetterQueueArn: deadLetters.queueArn,
        webhookParameter: names.webhookParameter,
        runbookUrl: config.runbookUrl,
      },
      options,
    );
  }

  const { image } = new RunnerImage(
    "runner-image",
    { repositoryUrl: base.runnerRepositoryUrl, region, digest: config.runnerImageDigest },
    options,
  );
  const runner = new RunnerService(
    "runner",
    {
      ...settings,
      environment,
      region,
      image,
      clusterName: names.cluster,
      taskFamily: names.runnerTaskFamily,
      logGroupName: names.runnerLogGroup,
      executionRoleArn: base.taskExecutionRoleArn,
      taskRoleArn: base.runnerRoleArn,
      cpu: config.runnerCpu,
      memoryMib: config.runnerMemoryMib,
      variables: {
        requestTableName: base.requestTableName,
        backendUrl: base.backendUrl,
        secretsProvider: base.secretsProvider,
        enclaveEnvironment: enclaveEnvironment(config, base),
        heartbeatSeconds: config.runnerHeartbeatSeconds,
      },
    },
    options,
  );
  new TaskStoppedRule(
    "task-stopped",
    {
      ruleName: names.taskStoppedRule,
      clusterArn: runner.clusterArn,
      functionArn: taskStopped.functionArn,
      functionName: taskStopped.functionName,
      deadLetterQueueArn: deadLetters.queueArn,
    },
    options,
  );

  // What looks at the whole environment, and who is called at night: not in a copy.
  const hygiene =
    workspace === undefined
      ? new HygieneSchedule(
          "hygiene",
          {
            ...settings,
            environment,
            region,
            image,
            ruleName: names.hygieneRule,
            taskFamily: names.hygieneTaskFamily,
            logGroupName: names.hygieneLogGroup,
            schedule: config.hygieneSchedule,
            clusterArn: runner.clusterArn,
            executionRoleArn: base.taskExecutionRoleArn,
            taskRoleArn: base.hygieneRoleArn,
            scheduleRoleArn: base.hygieneScheduleRoleArn,
            subnetIds: base.privateSubnetIds,
            securityGroupId: base.runnerSecurityGroupId,
            secretsProvider: base.secretsProvider,
            driftSuppressions: driftSuppressions(environment),
          },
          options,
        )
      : undefined;

  const stateMachine = {
    ...settings,
    roleArn: base.stateMachineRoleArn,
    values: {
      validateFunctionArn: validate.functionArn,
      recordFunctionArn: record.functionArn,
      handleErrorFunctionArn: handleError.functionArn,
      clusterArn: runner.clusterArn,
      taskDefinitionArn: runner.taskDefinitionArn,
      subnetIds: base.privateSubnetIds,
      securityGroupId: base.runnerSecurityGroupId,
      runnerTimeoutSeconds: config.runnerTimeoutSeconds,
      runnerHeartbeatSeconds: config.runnerHeartbeatSeconds,
    },
  };
  const deploy = new StateMachine(
    "deploy",
    { ...stateMachine, stateMachineName: names.deployStateMachine, define: deployDefinition },
    options,
  );
  const cleanup = new StateMachine(
    "cleanup",
    { ...stateMachine, stateMachineName: names.cleanupStateMachine, define: cleanupDefinition },
    options,
  );

  const trigger = new StreamTrigger(
    "trigger",
    {
      ...settings,
      functionName: names.triggerFunction,
      code: code.trigger,
      roleArn: base.triggerRoleArn,
      streamArn: base.requestTableStreamArn,
      deadLetterQueueArn: deadLetters.queueArn,
      deployStateMachineArn: deploy.stateMachineArn,
      cleanupStateMachineArn: cleanup.stateMachineArn,
      workspace,
      retryAttempts: config.streamRetryAttempts,
      maximumRecordAgeSeconds: config.streamMaximumRecordAgeSeconds,
    },
    options,
  );
  new Reconciler(
    "reconcile",
    {
      ...settings,
      environment,
      functionName: names.reconcileFunction,
      ruleName: names.reconcileRule,
      code: code.reconcile,
      roleArn: base.reconcileRoleArn,
      periodMinutes: config.reconcilerMinutes,
      requestTableName: base.requestTableName,
      deployStateMachineArn: deploy.stateMachineArn,
      cleanupStateMachineArn: cleanup.stateMachineArn,
      topicArn,
      workspace,
      canary: workspace === undefined ? canary : undefined,
    },
    options,
  );
  const monitoring =
    workspace === undefined
      ? new Monitoring(
          "monitoring",
          {
            names,
            region,
            topicArn,
            canaryMinutes: canary?.minutes,
            stateMachineArns: { deploy: deploy.stateMachineArn, cleanup: cleanup.stateMachineArn },
          },
          options,
        )
      : undefined;

  return {
    deployStateMachineArn: deploy.stateMachineArn,
    cleanupStateMachineArn: cleanup.stateMachineArn,
    triggerFunctionArn: trigger.functionArn,
    deadLetterQueueUrl: deadLetters.queueUrl,
    topicArn,
    clusterArn: runner.clusterArn,
    runnerTaskDefinitionArn: runner.taskDefinitionArn,
    runnerImage: image,
    ...(hygiene && { hygieneTaskDefinitionArn: hygiene.taskDefinitionArn }),
    ...(monitoring && { dashboardName: monitoring.dashboardName }),
  };
});
