import {
  DescribeClustersCommand,
  DescribeTaskDefinitionCommand,
  ListClustersCommand,
  ListTaskDefinitionsCommand,
} from "@aws-sdk/client-ecs";
import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { expect } from "chai";

import { itLivesThroughTheEngine } from "../support/provider-scenario";

const KEY = "arn:aws:kms:eu-west-1:000000000000:key/11111111-2222-3333-4444-555555555555";

function program(options: CustomResourceOptions, insights: string, memory: string): Record<string, unknown> {
  const cluster = new aws.ecs.Cluster(
    "runner",
    {
      name: "runner",
      settings: [{ name: "containerInsights", value: insights }],
      configuration: {
        executeCommandConfiguration: { kmsKeyId: KEY, logging: "NONE" },
        managedStorageConfiguration: { fargateEphemeralStorageKmsKeyId: KEY },
      },
    },
    options,
  );
  const container = {
    name: "runner",
    image: "registry/runner@sha256:0000",
    essential: true,
    readonlyRootFilesystem: true,
    user: "1000",
    stopTimeout: 120,
    mountPoints: [{ sourceVolume: "work", containerPath: "/work" }],
    environment: [{ name: "FLEET_ENVIRONMENT", value: "dev" }],
  };
  const task = new aws.ecs.TaskDefinition(
    "runner",
    {
      family: "runner",
      cpu: "512",
      memory,
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
      ephemeralStorage: { sizeInGib: 30 },
      volumes: [{ name: "work" }],
      containerDefinitions: JSON.stringify([container]),
    },
    options,
  );
  return {
    clusterArn: cluster.arn,
    taskArn: task.arn,
    family: task.arnWithoutRevision,
    revision: task.revision,
  };
}

describe("stand-ins of ECS", () => {
  itLivesThroughTheEngine({
    first: (options) => program(options, "enhanced", "1024"),
    second: (options) => program(options, "disabled", "2048"),
    changes: { update: 1, replace: 1 },
    async created(clients, { clusterArn, taskArn, family, revision }) {
      expect(taskArn).to.equal(`${family}:1`);
      expect(revision).to.equal(1);
      const { clusters = [] } = await clients.ecs.send(
        new DescribeClustersCommand({
          clusters: [clusterArn],
          include: ["SETTINGS", "CONFIGURATIONS", "TAGS"],
        }),
      );
      expect(clusters[0]).to.deep.include({
        settings: [{ name: "containerInsights", value: "enhanced" }],
        tags: [{ key: "Owner", value: "tests" }],
      });
      const { taskDefinition } = await clients.ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: taskArn }),
      );
      expect(taskDefinition).to.deep.include({
        memory: "1024",
        ephemeralStorage: { sizeInGiB: 30 },
        runtimePlatform: { cpuArchitecture: "X86_64", operatingSystemFamily: "LINUX" },
      });
      expect(taskDefinition?.containerDefinitions?.[0]).to.include({
        readonlyRootFilesystem: true,
        stopTimeout: 120,
      });
    },
    async updated(clients, { taskArn, family }) {
      expect(taskArn).to.equal(`${family}:2`);
      const { taskDefinitionArns } = await clients.ecs.send(
        new ListTaskDefinitionsCommand({ status: "ACTIVE" }),
      );
      expect(taskDefinitionArns).to.deep.equal([taskArn]);
    },
    async destroyed(clients) {
      const { clusterArns } = await clients.ecs.send(new ListClustersCommand({}));
      const { taskDefinitionArns } = await clients.ecs.send(
        new ListTaskDefinitionsCommand({ status: "ACTIVE" }),
      );
      expect({ clusterArns, taskDefinitionArns }).to.deep.equal({ clusterArns: [], taskDefinitionArns: [] });
    },
  });
});
