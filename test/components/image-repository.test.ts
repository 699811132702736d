import { expect } from "chai";
import { ImageRepository } from "../../components/image-repository";
import { one, runProgram } from "../support/pulumi-mocks";

const args = { repositoryName: "hyperion-dev-runner", keyArn: "arn:key", imagesKept: 50 };

describe("ImageRepository", () => {
  it("never moves a tag, scans and encrypts, and is protected by default", async () => {
    const { resources, outputs } = await runProgram(() => {
      const repository = new ImageRepository("images", args);
      return { url: repository.repositoryUrl, arn: repository.repositoryArn };
    });

    const repository = one(resources, "aws:ecr/repository:Repository");
    expect(repository.protect).to.equal(true);
    expect(repository.inputs).to.deep.equal({
      name: "hyperion-dev-runner",
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: "arn:key" }],
      forceDelete: false,
      tags: { Name: "hyperion-dev-runner" },
    });
    expect(outputs).to.deep.equal({
      url: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/hyperion-dev-runner",
      arn: "arn:aws:ecr:eu-west-1:111122223333:repository/hyperion-dev-runner",
    });
  });

  it("lets go of untagged images and of all but the last ones", async () => {
    const { resources } = await runProgram(() => {
      new ImageRepository("images", { ...args, protect: false });
    });

    const { rules } = JSON.parse(one(resources, "aws:ecr/lifecyclePolicy:LifecyclePolicy").inputs.policy);
    expect(rules.map((rule: { selection: object }) => rule.selection)).to.deep.equal([
      { tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 7 },
      { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 50 },
    ]);
    expect(one(resources, "aws:ecr/repository:Repository").protect).to.equal(false);
  });
});
