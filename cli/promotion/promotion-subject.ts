import type {
  ProjectPreview,
  PromotedArtifact,
  PromotionSubject,
} from "../../backend/promotions/promotion-plan";
import type { Environment, Project } from "../../contracts/environment";
import type { Context } from "../context";
import type { EnvironmentBackend } from "../engine/environment-backend";
import { readSettings } from "../engine/stack-settings";
import { promotionRules } from "./policy";
import { previewProject } from "./preview-project";
import { type Commit, cleanCommit } from "./source-tree";

/** A subject as it is now, and what is shown of it. */
export interface CurrentSubject {
  readonly subject: PromotionSubject;
  readonly commit: Commit;
  readonly previewText: readonly string[];
}

/**
 * What would move now: from the commit that is checked out, by the configuration and policy that are there.
 * @param artifacts finds the images, once the configuration is known
 * @param known previews that are taken as they are, of projects that are deployed already
 * @throws FleetError as {@link cleanCommit}, {@link promotionRules} and {@link previewProject}
 */
export async function currentSubject(
  context: Context,
  backend: EnvironmentBackend,
  from: Environment,
  projects: readonly Project[],
  artifacts: (config: PromotionSubject["config"]) => readonly PromotedArtifact[],
  known: readonly ProjectPreview[] = [],
): Promise<CurrentSubject> {
  const { environment: to, accountId: account, region } = backend;
  const rules = promotionRules(context.home, from, to);
  const commit = await cleanCommit(context.root);
  const { config } = readSettings(context.home, to);
  const images = artifacts(config);
  const previews: ProjectPreview[] = [];
  const previewText: string[] = [];
  for (const project of projects) {
    const done = known.find((preview) => preview.project === project);
    if (done) {
      previews.push(done);
      continue;
    }
    const { preview, text } = await previewProject(context, backend, project);
    previews.push(preview);
    previewText.push(...text);
  }
  return {
    commit,
    previewText,
    subject: {
      from,
      to,
      account,
      region,
      projects,
      commit: commit.id,
      artifacts: images,
      config,
      rules,
      previews,
    },
  };
}
