import { type PlannedStep, type ProjectPreview, sha256 } from "../../backend/promotions/promotion-plan";
import type { Project } from "../../contracts/environment";
import { describeChanges } from "../commands/project/run-operation";
import type { Context } from "../context";
import { onCreatedStack } from "../engine/created-stack";
import type { StackTarget } from "../engine/engine";
import { type EnvironmentBackend, targetOf } from "../engine/environment-backend";
import type { Progress } from "../engine/progress";
import { describer } from "../output/operation-view";

/** A preview for programs, and for people. */
export interface KeptPreview {
  readonly preview: ProjectPreview;
  readonly text: readonly string[];
}

/**
 * What `up` would do to the project's stack; a stack that was never deployed is previewed as a new one.
 * @throws FleetError as {@link Engine.run}
 */
export async function previewProject(
  context: Context,
  backend: EnvironmentBackend,
  project: Project,
): Promise<KeptPreview> {
  const target = targetOf(context, project, backend);
  return onCreatedStack(context, target, () => preview(context, target));
}

async function preview(context: Context, target: StackTarget): Promise<KeptPreview> {
  const describe = describer(context.clock, true);
  const title = `${target.project} ${target.stack}: preview`;
  const text: string[] = [];
  const steps = new Map<string, PlannedStep>();
  const tell = (line: string) => {
    text.push(line);
    context.output.line(line);
  };
  const onProgress = (progress: Progress) => {
    const line = describe(progress);
    if (line !== undefined) {
      tell(`  ${line}`);
    }
    if (progress.kind === "started" && progress.operation !== "same") {
      const { operation, urn, type, inputs } = progress;
      // A replacement is several operations on one URN.
      steps.set(`${urn} ${operation}`, { operation, urn, type, ...(inputs && { inputs: sha256(inputs) }) });
    }
  };
  const { changes } = await context.interruption.graceful((signal) =>
    context.engine().run("preview", target, { signal, onProgress }),
  );
  tell(`${title}: ${describeChanges(changes, true)}`);
  const inOrder = [...steps].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, step]) => step);
  return { preview: { project: target.project, changes, steps: inOrder }, text };
}
