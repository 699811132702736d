import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { FunctionRoles } from "../components/access/function-roles";
import { HostAccess } from "../components/access/host-access";
import { HygieneRoles } from "../components/access/hygiene-roles";
import { PeopleAccess } from "../components/access/people-access";
import { RunnerRoles } from "../components/access/runner-roles";
import { DataKey } from "../components/data-key";
import { DnsZone } from "../components/dns-zone";
import { ImageRepository } from "../components/image-repository";
import { FlowLogs } from "../components/network/flow-logs";
import { InterfaceEndpoints } from "../components/network/interface-endpoints";
import { Network } from "../components/network/network";
import { SecurityGroups } from "../components/network/security-groups";
import { fleetProgram } from "../components/program";
import { fleetProvider } from "../components/provider";
import { RequestTable } from "../components/request-table";
import { baseNames } from "../contracts/base-names";
import { readConfig } from "./config";
import type { BaseOutputs } from "./outputs";
import { stateReference } from "./state-reference";
import { availabilityZones } from "./zones";

/** Project `base`: what persists in an environment while runtime and enclaves come and go. */
export = fleetProgram(async (): Promise<BaseOutputs> => {
  const config = readConfig();
  const { environment, region, protectData: protect } = config;
  const names = baseNames(environment);
  const provider = fleetProvider({ ...config, scope: "base" });
  const options = { providers: [provider] };
  const { accountId } = await aws.getCallerIdentity({}, { provider });
  const zones = await availabilityZones(config.zoneCount, provider);
  const place = { environment, accountId, region, workspaces: config.allowWorkspaces };
  const state = stateReference(environment);

  const { keyArn } = new DataKey(
    "data-key",
    { place, alias: names.dataKeyAlias, deletionWindowDays: config.keyDeletionWindowDays, protect },
    options,
  );

  const network = new Network(
    "network",
    {
      environment,
      accountId,
      region,
      cidrBlock: config.vpcCidrBlock,
      availabilityZones: zones,
      natStrategy: config.natStrategy,
    },
    options,
  );
  const { vpcId } = network;
  const hostSubnetIds = network[`${config.hostSubnetTier}SubnetIds`];
  new FlowLogs("flow-logs", { place, vpcId, keyArn, retentionDays: config.flowLogDays }, options);
  const groups = new SecurityGroups("groups", { environment, vpcId }, options);
  if (config.interfaceEndpoints.length > 0) {
    new InterfaceEndpoints(
      "endpoints",
      {
        environment,
        region,
        vpcId,
        services: config.interfaceEndpoints,
        subnetIds: network.privateSubnetIds,
        clients: { runner: groups.runnerSecurityGroupId, host: groups.hostSecurityGroupId },
      },
      options,
    );
  }

  const zone = new DnsZone(
    "zone",
    { zoneName: config.zoneName, description: `Enclave hosts in ${environment}`, vpcId },
    options,
  );
  const publicZone =
    config.publicZoneName === undefined
      ? undefined
      : new DnsZone(
          "public-zone",
          { zoneName: config.publicZoneName, description: `Public names in ${environment}` },
          options,
        );

  const repository = new ImageRepository(
    "runner-images",
    { repositoryName: names.runnerRepository, keyArn, imagesKept: config.runnerImagesKept, protect },
    options,
  );
  const table = new RequestTable("requests", { tableName: names.requestTable, keyArn, protect }, options);

  const hosts = new HostAccess("hosts", { place, imageRepositories: config.imageRepositories }, options);
  const functions = new FunctionRoles(
    "functions",
    { place, tableArn: table.tableArn, streamArn: table.streamArn, keyArn },
    options,
  );
  const runner = new RunnerRoles(
    "runner",
    {
      place,
      keyArn,
      tableArn: table.tableArn,
      repositoryArn: repository.repositoryArn,
      stateBucketArn: state.stateBucketArn,
      stateKeyArn: state.stateKeyArn,
      vpcId,
      hostSubnetIds,
      zoneId: zone.zoneId,
      zoneName: zone.zoneName,
      boundaryArn: hosts.boundaryArn,
      hostPolicyArn: hosts.hostPolicyArn,
    },
    options,
  );
  const hygiene = new HygieneRoles(
    "hygiene",
    {
      place,
      stateBucketArn: state.stateBucketArn,
      stateKeyArn: state.stateKeyArn,
      taskExecutionRoleArn: runner.taskExecutionRoleArn,
    },
    options,
  );

  new PeopleAccess(
    "people",
    {
      place,
      stateBucketArn: state.stateBucketArn,
      stateKeyArn: state.stateKeyArn,
      requestTableArn: table.tableArn,
      dataKeyArn: keyArn,
    },
    options,
  );

  return {
    vpcId,
    vpcCidrBlock: config.vpcCidrBlock,
    availabilityZones: zones,
    publicSubnetIds: network.publicSubnetIds,
    privateSubnetIds: network.privateSubnetIds,
    isolatedSubnetIds: network.isolatedSubnetIds,
    hostSubnetIds,
    runnerSecurityGroupId: groups.runnerSecurityGroupId,
    hostSecurityGroupId: groups.hostSecurityGroupId,
    zoneId: zone.zoneId,
    zoneName: zone.zoneName,
    publicZoneNameServers: publicZone?.nameServers ?? pulumi.output([]),
    runnerRepositoryUrl: repository.repositoryUrl,
    runnerRepositoryArn: repository.repositoryArn,
    requestTableName: table.tableName,
    requestTableArn: table.tableArn,
    requestTableStreamArn: table.streamArn,
    dataKeyArn: keyArn,
    boundaryArn: hosts.boundaryArn,
    hostPolicyArn: hosts.hostPolicyArn,
    triggerRoleArn: functions.triggerRoleArn,
    validateRoleArn: functions.validateRoleArn,
    recordRoleArn: functions.recordRoleArn,
    handleErrorRoleArn: functions.handleErrorRoleArn,
    taskStoppedRoleArn: functions.taskStoppedRoleArn,
    notifyWebhookRoleArn: functions.notifyWebhookRoleArn,
    reconcileRoleArn: functions.reconcileRoleArn,
    stateMachineRoleArn: runner.stateMachineRoleArn,
    taskExecutionRoleArn: runner.taskExecutionRoleArn,
    runnerRoleArn: runner.runnerRoleArn,
    hygieneRoleArn: hygiene.hygieneRoleArn,
    hygieneScheduleRoleArn: hygiene.hygieneScheduleRoleArn,
    backendUrl: state.backendUrl,
    secretsProvider: state.secretsProvider,
  };
});
