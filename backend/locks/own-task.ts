import type { EcsTask } from "./holder";

/** How long ECS's agent, which is on this host, may need to answer, in milliseconds. */
const PATIENCE = 2000;

/**
 * The ECS task that this process runs in, as the agent on its host says.
 * @returns undefined outside ECS, and when the agent does not say
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4-fargate.html
 */
export async function ownTask(
  variables: Readonly<Record<string, string | undefined>>,
): Promise<EcsTask | undefined> {
  const { ECS_CONTAINER_METADATA_URI_V4: address } = variables;
  if (!address) {
    return undefined;
  }
  try {
    const answer = await fetch(`${address}/task`, { signal: AbortSignal.timeout(PATIENCE) });
    const { Cluster: cluster, TaskARN: arn } = (await answer.json()) as Readonly<Record<string, unknown>>;
    return typeof cluster === "string" && cluster && typeof arn === "string" && arn
      ? { cluster, arn }
      : undefined;
  } catch {
    return undefined;
  }
}
