import { baseNames } from "../../../contracts/base-names";
import type { Context } from "../../context";
import type { EnvironmentBackend } from "../../engine/environment-backend";

/** Lets go of the data of base: AWS deletes neither a protected table nor a repository with images. */
export async function releaseData(context: Context, backend: EnvironmentBackend): Promise<void> {
  const names = baseNames(backend.environment);
  await Promise.all([
    unprotectTable(context, backend, names.requestTable),
    emptyRepository(context, backend, names.runnerRepository),
  ]);
}

/** Lets AWS delete a table; one that is gone is no error. */
export async function unprotectTable(
  context: Context,
  { region }: EnvironmentBackend,
  TableName: string,
): Promise<void> {
  const { UpdateTableCommand } =
    require("@aws-sdk/client-dynamodb") as typeof import("@aws-sdk/client-dynamodb");
  await unlessGone("ResourceNotFoundException", async () => {
    await context
      .clients(region)
      .dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    context.output.line(`table ${TableName}: deletion protection is off`);
  });
}

async function emptyRepository(
  context: Context,
  { region }: EnvironmentBackend,
  repositoryName: string,
): Promise<void> {
  const { BatchDeleteImageCommand, paginateListImages } =
    require("@aws-sdk/client-ecr") as typeof import("@aws-sdk/client-ecr");
  const { ecr } = context.clients(region);
  await unlessGone("RepositoryNotFoundException", async () => {
    for await (const page of paginateListImages({ client: ecr, pageSize: 100 }, { repositoryName })) {
      const digests = new Set(page.imageIds?.map(({ imageDigest }) => imageDigest));
      const imageIds = [...digests].map((imageDigest) => ({ imageDigest }));
      if (imageIds.length > 0) {
        await ecr.send(new BatchDeleteImageCommand({ repositoryName, imageIds }));
        context.output.line(`image repository ${repositoryName}: ${imageIds.length} images deleted`);
      }
    }
  });
}

async function unlessGone(errorName: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if ((error as Error).name !== errorName) {
      throw error;
    }
  }
}
