import { join } from "node:path";
import { Command } from "@pulumi/command/local";
import * as pulumi from "@pulumi/pulumi";
import { FleetError } from "../../contracts/errors";
import { contentHash } from "./content-hash";

export interface RunnerImageArgs {
  /** Where the image is, or goes. */
  readonly repositoryUrl: pulumi.Input<string>;
  readonly region: string;
  /**
   * Digest of an image that is in the repository.
   * @default the image is built from this repository, and pushed
   */
  readonly digest?: string;
}

/** What the image is made of; the same as `.dockerignore` lets through. It runs the runner, and `fleet` by schedule. */
export const RUNNER_CONTEXT: readonly string[] = [
  "Pulumi.yaml",
  "package-lock.json",
  "package.json",
  "register.cjs",
  "backend",
  "base",
  "bin",
  "cli",
  "components",
  "contracts",
  "enclave",
  "runner",
  "runtime",
  "state",
];

const ROOT = join(__dirname, "../..");
const DIGEST = /^sha256:[a-f0-9]{64}$/;

/** The runner's image, always by digest. */
export class RunnerImage extends pulumi.ComponentResource {
  /** `<repository>@sha256:…` */
  readonly image: pulumi.Output<string>;

  /** @throws FleetError `InvalidConfiguration` when `digest` is none */
  constructor(name: string, args: RunnerImageArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:pipeline:RunnerImage", name, {}, options);

    const digest = args.digest === undefined ? this.build(name, args) : assertDigest(args.digest);
    this.image = pulumi.interpolate`${args.repositoryUrl}@${digest}`;
    this.registerOutputs({ image: this.image });
  }

  /** Built again when a file of the context has changed; its hash is the tag, as tags never move. */
  private build(name: string, args: RunnerImageArgs): pulumi.Output<string> {
    const tag = contentHash(ROOT, RUNNER_CONTEXT).slice(0, 32);
    const command = new Command(
      `${name}-build`,
      {
        create: "sh components/pipeline/build-runner-image.sh",
        dir: ROOT,
        environment: { REPOSITORY_URL: args.repositoryUrl, IMAGE_TAG: tag, AWS_REGION: args.region },
        triggers: [tag, args.repositoryUrl],
      },
      { parent: this },
    );
    return command.stdout;
  }
}

function assertDigest(digest: string): string {
  if (!DIGEST.test(digest)) {
    throw new FleetError(
      "InvalidConfiguration",
      `digest ${JSON.stringify(digest.slice(0, 80))} of the runner's image is not allowed: use sha256: and 64 hexadecimal digits`,
    );
  }
  return digest;
}
