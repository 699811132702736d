import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ImageDetail } from "@aws-sdk/client-ecr";
import { listPromotions } from "../../../backend/promotions/promotion-store";
import { baseNames } from "../../../contracts/base-names";
import { FleetError } from "../../../contracts/errors";
import { environmentStack } from "../../engine/record-outcome";
import type { Garbage, GarbageFinder, Search } from "../garbage";
import { storageCost } from "../price";

/**
 * Images of the runner that nothing names: no stack's state, no configuration, no promotion that could be gone back
 * to. The newest stays in any case: somebody may be about to deploy it.
 */
export const images: GarbageFinder = { kind: "image", find };

const DIGEST = /sha256:[0-9a-f]{64}/g;

async function find(search: Search): Promise<readonly Garbage[]> {
  const { backend, before } = search;
  const [newest, ...older] = (await imagesIn(search)).toSorted(
    (left, right) => pushedAt(right).getTime() - pushedAt(left).getTime(),
  );
  const old = older.filter((image) => pushedAt(image) < before);
  if (!newest || old.length === 0) {
    return [];
  }
  const named = await namedDigests(search);
  return old
    .filter(({ imageDigest }) => imageDigest !== undefined && !named.has(imageDigest))
    .map((image) => ({
      kind: images.kind,
      name: nameOf(image),
      why: `pushed ${pushedAt(image).toISOString()}, named by no stack, configuration or promotion`,
      ...storageCost(image.imageSizeInBytes ?? 0, "imageGibMonth", backend.region),
      log: environmentStack(backend.environment),
      remove: () => remove(search, image),
    }));
}

async function imagesIn({ context, backend }: Search): Promise<readonly ImageDetail[]> {
  const { paginateDescribeImages } = require("@aws-sdk/client-ecr") as typeof import("@aws-sdk/client-ecr");
  const client = context.clients(backend.region).ecr;
  const repositoryName = baseNames(backend.environment).runnerRepository;
  const found: ImageDetail[] = [];
  try {
    for await (const { imageDetails = [] } of paginateDescribeImages({ client }, { repositoryName })) {
      found.push(...imageDetails);
    }
  } catch (error) {
    // Base is not deployed.
    if ((error as Error).name !== "RepositoryNotFoundException") {
      throw error;
    }
  }
  return found;
}

/** Every digest that is written anywhere: to look for it in one field only would miss the next one. */
async function namedDigests({ context, backend, bucket, ...search }: Search): Promise<ReadonlySet<string>> {
  const { environment } = backend;
  const checkpoints = await search.checkpoints();
  const damaged = checkpoints.filter(({ damage }) => damage !== undefined);
  if (damaged.length > 0) {
    throw new FleetError(
      "CheckpointInvalid",
      `nobody knows which images are named by ${damaged.map(({ key }) => key).join(", ")}, which cannot be read`,
    );
  }
  const texts = [
    ...checkpoints.map(({ checkpoint }) => JSON.stringify(checkpoint?.resources)),
    JSON.stringify(await listPromotions(bucket, environment)),
    readFileSync(join(context.home, `Pulumi.${environment}.yaml`), "utf8"),
  ];
  return new Set(texts.flatMap((text) => text?.match(DIGEST) ?? []));
}

async function remove({ context, backend }: Search, { imageDigest }: ImageDetail): Promise<void> {
  const { BatchDeleteImageCommand } = require("@aws-sdk/client-ecr") as typeof import("@aws-sdk/client-ecr");
  const { failures = [] } = await context.clients(backend.region).ecr.send(
    new BatchDeleteImageCommand({
      repositoryName: baseNames(backend.environment).runnerRepository,
      imageIds: [{ imageDigest }],
    }),
  );
  const [failure] = failures.filter(({ failureCode }) => failureCode !== "ImageNotFound");
  if (failure) {
    throw new FleetError("DeploymentFailed", `ECR keeps it: ${failure.failureReason ?? failure.failureCode}`);
  }
}

function nameOf({ repositoryName, imageTags: [tag] = [], imageDigest = "" }: ImageDetail): string {
  return `${repositoryName}${tag === undefined ? "" : `:${tag}`}@${imageDigest.slice(0, 19)}`;
}

function pushedAt({ imagePushedAt }: ImageDetail): Date {
  return imagePushedAt ?? new Date(0);
}
