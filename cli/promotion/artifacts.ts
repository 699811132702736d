import { savedState } from "../../backend/checkpoints/saved-state";
import type { PromotedArtifact } from "../../backend/promotions/promotion-plan";
import type { StateBucket } from "../../backend/state-bucket";
import type { Environment, Project } from "../../contracts/environment";

const DIGEST = /sha256:[0-9a-f]{64}/;

/** Keys of Pulumi.<environment>.yaml that name an image by its digest, by project. */
const DIGEST_KEYS: Readonly<Partial<Record<Project, string>>> = { runtime: "runtime:runnerImageDigest" };
/** Stack outputs that name the image that really runs. */
const IMAGE_OUTPUTS: Readonly<Partial<Record<Project, string>>> = { runtime: "runnerImage" };

type Config = Readonly<Record<string, unknown>>;

/** Digests by the key that names them. */
export type Digests = Readonly<Record<string, string>>;

/** The images of `projects` that run in the environment, or that its configuration names where nothing runs. */
export async function runningImages(
  bucket: StateBucket,
  environment: Environment,
  config: Config,
  projects: readonly Project[],
): Promise<Digests> {
  const digests: Record<string, string> = {};
  for (const project of projects) {
    const [key, output] = [DIGEST_KEYS[project], IMAGE_OUTPUTS[project]];
    if (key && output) {
      const running = await stackOutput(bucket, environment, project, output);
      const digest = digestIn(running) ?? digestIn(config[key]);
      Object.assign(digests, digest && { [key]: digest });
    }
  }
  return digests;
}

/**
 * The images that move: those that were verified, beside those that the configuration of where they go names. Without
 * a digest there, the image is built from the commit.
 */
export function promotedArtifacts(
  verified: Digests,
  target: Config,
  projects: readonly Project[],
): readonly PromotedArtifact[] {
  return projects.flatMap((project) => {
    const name = DIGEST_KEYS[project];
    const promoted = name && digestIn(target[name]);
    return name
      ? [{ name, ...(verified[name] && { verified: verified[name] }), ...(promoted && { promoted }) }]
      : [];
  });
}

async function stackOutput(
  bucket: StateBucket,
  environment: Environment,
  project: Project,
  name: string,
): Promise<unknown> {
  const saved = await savedState(bucket, { project, stack: environment });
  const root = saved?.checkpoint.resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  return root?.outputs?.[name];
}

function digestIn(value: unknown): string | undefined {
  return typeof value === "string" ? DIGEST.exec(value)?.[0] : undefined;
}
