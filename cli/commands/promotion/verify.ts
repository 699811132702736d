import type { Environment, Project } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { sourceEvidence } from "../../promotion/source-evidence";
import { cleanCommit } from "../../promotion/source-tree";
import { showChecklist } from "./show-plan";

/**
 * Says whether the commit that is checked out is what runs in `environment`, as it was deployed.
 * @throws FleetError `CheckFailed` when it is not, after it has said why; as {@link cleanCommit}
 */
export async function verifyCommit(
  context: Context,
  environment: Environment,
  projects: readonly Project[],
): Promise<void> {
  const commit = await cleanCommit(context.root);
  const evidence = await sourceEvidence(context, environment, projects, commit.id);
  context.output.result(evidence, () => {
    context.output.line(`commit ${commit.id.slice(0, 12)}  ${commit.title}`);
    showChecklist(context.output, [evidence.tested]);
  });
  if (evidence.tested.result !== "pass") {
    throw new FleetError(
      "CheckFailed",
      `${environment} does not run commit ${commit.id.slice(0, 12)} as it was deployed`,
      evidence.tested.evidence,
    );
  }
}
