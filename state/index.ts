import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { GitHubRoles } from "../components/access/github-roles";
import { indexFunctionArchive } from "../components/pipeline/function-bundle";
import { Notifications } from "../components/pipeline/notifications";
import { fleetProgram } from "../components/program";
import { fleetProvider } from "../components/provider";
import { indexerKeyStatements } from "../components/registry/indexer-permissions";
import { RegistryTable } from "../components/registry/registry-table";
import { eventKeyStatements, StateEvents } from "../components/registry/state-events";
import { INDEX_SECONDS, StateIndexer } from "../components/registry/state-indexer";
import { AccessLogBucket } from "../components/state-backend/access-log-bucket";
import { AuditTrail, auditTrailArn, trailKeyStatements } from "../components/state-backend/audit-trail";
import { StateAccess } from "../components/state-backend/state-access";
import { StateBucket } from "../components/state-backend/state-bucket";
import { StateKey } from "../components/state-backend/state-key";
import { StateMonitoring } from "../components/state-backend/state-monitoring";
import {
  accessLogBucketName,
  backendUrl,
  physicalName,
  secretsProviderUrl,
  stateBucketName,
  stateKeyAlias,
} from "../contracts/names";
import { registryNames } from "../contracts/registry/registry-names";
import { readConfig } from "./config";
import type { StateOutputs } from "./outputs";

/** Project `fleet-state`: the backend that keeps the state of all the fleet's stacks, its own too. */
export = fleetProgram(async (): Promise<StateOutputs> => {
  const config = readConfig();
  const { environment, region, protectData: protect } = config;
  const provider = fleetProvider({ ...config, scope: "state" });
  const options = { providers: [provider] };
  const { accountId } = await aws.getCallerIdentity({}, { provider });
  const place = { environment, accountId, region };
  const bucketName = stateBucketName(environment, accountId, region);

  const key = new StateKey(
    "state-key",
    {
      accountId,
      alias: stateKeyAlias(environment),
      deletionWindowDays: config.keyDeletionWindowDays,
      statements: [
        ...(config.auditTrail ? trailKeyStatements(place) : []),
        ...eventKeyStatements(place, bucketName),
        ...indexerKeyStatements(place),
      ],
      protect,
    },
    options,
  );
  const logs = new AccessLogBucket(
    "access-logs",
    {
      bucketName: accessLogBucketName(environment, accountId, region),
      accountId,
      sourceBucketName: bucketName,
      trailArn: config.auditTrail ? auditTrailArn(place) : undefined,
      retentionDays: config.accessLogDays,
      protect,
    },
    options,
  );
  const bucket = new StateBucket(
    "state",
    {
      bucketName,
      keyArn: key.keyArn,
      logBucketName: logs.bucketName,
      noncurrentVersionDays: config.noncurrentVersionDays,
      protect,
    },
    options,
  );
  const access = new StateAccess(
    "state-access",
    {
      place,
      bucketArn: bucket.bucketArn,
      keyArn: key.keyArn,
      logBucketName: logs.bucketName,
      trailArn: config.auditTrail ? auditTrailArn(place) : undefined,
      readPolicyName: physicalName(environment, "state-read"),
      writePolicyName: physicalName(environment, "state-write"),
      auditPolicyName: physicalName(environment, "state-audit"),
      drillPolicyName: physicalName(environment, "state-drill"),
    },
    options,
  );
  const github =
    config.githubRepository === undefined
      ? undefined
      : new GitHubRoles(
          "github",
          {
            place,
            repository: config.githubRepository,
            createProvider: config.githubTokenProvider,
            stateBucketArn: bucket.bucketArn,
            stateKeyArn: key.keyArn,
          },
          options,
        );
  const trail = config.auditTrail
    ? new AuditTrail(
        "audit",
        {
          place,
          bucketArn: bucket.bucketArn,
          keyArn: key.keyArn,
          logBucketName: logs.bucketName,
          logRetentionDays: config.auditLogDays,
        },
        options,
      )
    : undefined;
  const { topicArn } = new Notifications(
    "state-alarms",
    {
      topicName: physicalName(environment, "state-alarms"),
      keyArn: key.keyArn,
      emails: config.notificationEmails,
    },
    options,
  );
  const { dashboardName } = new StateMonitoring(
    "state-monitoring",
    {
      ...config,
      bucketName,
      bucket: bucket.bucketName,
      keyArn: key.keyArn,
      topicArn,
      auditLogGroupName: trail?.logGroupName,
    },
    options,
  );
  const registry = new RegistryTable(
    "registry",
    { tableName: registryNames(environment).table, keyArn: key.keyArn, protect },
    options,
  );
  const events = new StateEvents(
    "state-events",
    { place, bucketName, bucket: bucket.bucketName, keyArn: key.keyArn, batchSeconds: INDEX_SECONDS },
    options,
  );
  new StateIndexer(
    "index-state",
    {
      ...config,
      place,
      bucketName: bucket.bucketName,
      bucketArn: bucket.bucketArn,
      keyArn: key.keyArn,
      tableName: registry.tableName,
      tableArn: registry.tableArn,
      events,
      code: indexFunctionArchive(),
    },
    options,
  );

  return {
    stateBucketName: bucket.bucketName,
    stateBucketArn: bucket.bucketArn,
    stateKeyArn: key.keyArn,
    stateKeyAlias: key.aliasName,
    backendUrl: pulumi.output(bucket.bucketName).apply((name) => backendUrl(name, region)),
    secretsProvider: key.aliasName.apply((alias) => secretsProviderUrl(alias, region)),
    readPolicyArn: access.readPolicyArn,
    writePolicyArn: access.writePolicyArn,
    auditPolicyArn: access.auditPolicyArn,
    drillPolicyArn: access.drillPolicyArn,
    alarmTopicArn: topicArn,
    stateDashboardName: dashboardName,
    registryTableName: registry.tableName,
    ...(github && {
      githubPreviewRoleArn: github.previewRoleArn,
      githubDeployRoleArn: github.deployRoleArn,
    }),
  };
});
