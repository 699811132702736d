import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface ImageRepositoryArgs {
  readonly repositoryName: string;
  readonly keyArn: pulumi.Input<string>;
  /** Images that are kept; older ones expire. An image that a task definition pins must stay among them. */
  readonly imagesKept: number;
  /**
   * Whether Pulumi refuses to delete the repository. It is never deleted while it holds images.
   * @default true
   */
  readonly protect?: boolean;
}

/** Days after which an image that lost its tag expires. */
const UNTAGGED_DAYS = 7;

/** A repository whose tags never move, whose images are scanned when pushed and encrypted with our key. */
export class ImageRepository extends pulumi.ComponentResource {
  readonly repositoryUrl: pulumi.Output<string>;
  readonly repositoryArn: pulumi.Output<string>;

  constructor(name: string, args: ImageRepositoryArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:components:ImageRepository", name, {}, options);
    const { protect = true } = args;

    const repository = new aws.ecr.Repository(
      name,
      {
        name: args.repositoryName,
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: args.keyArn }],
        forceDelete: false,
        tags: { Name: args.repositoryName },
      },
      { parent: this, protect },
    );
    new aws.ecr.LifecyclePolicy(
      `${name}-lifecycle`,
      { repository: repository.name, policy: JSON.stringify({ rules: lifecycleRules(args.imagesKept) }) },
      { parent: this },
    );

    this.repositoryUrl = repository.repositoryUrl;
    this.repositoryArn = repository.arn;
    this.registerOutputs({ repositoryUrl: this.repositoryUrl, repositoryArn: this.repositoryArn });
  }
}

function lifecycleRules(imagesKept: number): object[] {
  return [
    {
      rulePriority: 1,
      description: `Untagged images expire after ${UNTAGGED_DAYS} days`,
      selection: {
        tagStatus: "untagged",
        countType: "sinceImagePushed",
        countUnit: "days",
        countNumber: UNTAGGED_DAYS,
      },
      action: { type: "expire" },
    },
    {
      rulePriority: 2,
      description: `The last ${imagesKept} images stay`,
      selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: imagesKept },
      action: { type: "expire" },
    },
  ];
}
