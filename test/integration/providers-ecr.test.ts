import { DescribeRepositoriesCommand, GetLifecyclePolicyCommand, PutImageCommand } from "@aws-sdk/client-ecr";
import * as aws from "@pulumi/aws";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { expect } from "chai";

import { itLivesThroughTheEngine } from "../support/provider-scenario";

function program(
  options: CustomResourceOptions,
  repositoryArgs: aws.ecr.RepositoryArgs,
  countNumber: number,
): Record<string, unknown> {
  const repository = new aws.ecr.Repository(
    "runner",
    {
      name: "runner",
      encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: "alias/data" }],
      forceDelete: true,
      ...repositoryArgs,
    },
    options,
  );
  const rule = {
    rulePriority: 1,
    selection: { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber },
    action: { type: "expire" },
  };
  const policy = JSON.stringify({ rules: [rule] });
  new aws.ecr.LifecyclePolicy("runner", { repository: repository.name, policy }, options);
  const found = aws.ecr.getRepositoryOutput({ name: repository.name }, options);
  return { url: repository.repositoryUrl, foundUrl: found.repositoryUrl, foundTags: found.tags };
}

describe("stand-ins of ECR", () => {
  itLivesThroughTheEngine({
    first: (options) =>
      program(
        options,
        { imageTagMutability: "IMMUTABLE", imageScanningConfiguration: { scanOnPush: true } },
        10,
      ),
    second: (options) => program(options, { tags: { Name: "runner" } }, 20),
    changes: { update: 2 },
    async created(clients, { url, foundUrl, foundTags }) {
      expect(foundUrl).to.equal(url);
      expect(foundTags).to.deep.equal({ Owner: "tests" });
      const { repositories = [] } = await clients.ecr.send(new DescribeRepositoriesCommand({}));
      expect(repositories[0]).to.deep.include({
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfiguration: { encryptionType: "KMS", kmsKey: "alias/data" },
      });
    },
    async updated(clients) {
      const { repositories = [] } = await clients.ecr.send(new DescribeRepositoriesCommand({}));
      expect(repositories[0]).to.deep.include({
        imageTagMutability: "MUTABLE",
        imageScanningConfiguration: { scanOnPush: false },
      });
      const { lifecyclePolicyText } = await clients.ecr.send(
        new GetLifecyclePolicyCommand({ repositoryName: "runner" }),
      );
      expect(lifecyclePolicyText).to.include('"countNumber":20');
    },
    async beforeDestruction(clients) {
      // what is in it does not keep it from being deleted by force
      await clients.ecr.send(
        new PutImageCommand({ repositoryName: "runner", imageTag: "a", imageManifest: "{}" }),
      );
    },
    async destroyed(clients) {
      const { repositories } = await clients.ecr.send(new DescribeRepositoriesCommand({}));
      expect(repositories).to.deep.equal([]);
    },
  });
});
