import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Environment } from "../../../contracts/environment";
import { type CostChange, costChange, type PlannedChange } from "../../../contracts/prices/cost-change";
import {
  failedPreview,
  type PreviewOutcome,
  previewMarkdown,
  type ResourceChange,
} from "../../ci/preview-markdown";
import type { Context } from "../../context";
import { onCreatedStack } from "../../engine/created-stack";
import {
  checkedBackend,
  type EnvironmentBackend,
  showBackend,
  targetOf,
} from "../../engine/environment-backend";
import { describeCostChange } from "../../output/cost-change";
import type { OperatedProject } from "./projects";
import { describeChanges, type OperationReport, runOperation } from "./run-operation";
import type { Scope } from "./scopes";

export interface PreviewOptions {
  readonly refresh?: boolean;
  /** File that gets the same as Markdown, also when a preview fails. */
  readonly markdown?: string;
}

/** What a preview of one stack came to; what `--json` prints. */
export interface PreviewReport extends OperationReport {
  /** Resources that would not stay as they are. */
  readonly resources: readonly ResourceChange[];
  /** What that does to the monthly bill; absent for enclaves, whose stacks are previewed where they are made. */
  readonly cost?: CostChange;
}

/**
 * Shows what `up` would change. A project that was never deployed is previewed as a new stack; those that stand
 * on it cannot be previewed before it is deployed, and are left out with a word.
 */
export async function preview(
  context: Context,
  scopes: readonly Scope[],
  environment: Environment,
  options: PreviewOptions,
): Promise<void> {
  const reports: PreviewReport[] = [];
  const outcomes = () => reports.map(outcomeOf);
  const write = (all: readonly PreviewOutcome[]) => {
    if (options.markdown !== undefined) {
      mkdirSync(dirname(options.markdown), { recursive: true });
      writeFileSync(options.markdown, previewMarkdown(all));
    }
  };
  try {
    await previewAll(context, scopes, environment, options, reports);
  } catch (error) {
    const scope = scopes[reports.length];
    write(scope ? [...outcomes(), failedPreview(scope, environment, error)] : outcomes());
    throw error;
  }
  write(outcomes());
  context.output.result(reports, () => undefined);
}

async function previewAll(
  context: Context,
  scopes: readonly Scope[],
  environment: Environment,
  options: PreviewOptions,
  reports: PreviewReport[],
): Promise<void> {
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  for (const [index, scope] of scopes.entries()) {
    if (reports.some(isNewBase)) {
      const left = scopes.slice(index).join(" and ");
      context.output.line(
        `${left} of ${environment}: not previewed: base is not deployed yet, and they are made of its outputs; \`fleet up all ${environment}\` deploys them in their order`,
      );
      return;
    }
    reports.push(
      scope === "enclaves"
        ? await previewEnclaves(context, backend)
        : await previewOne(context, scope, backend, options),
    );
  }
}

/** Of a stack that is there, at least the stack itself is the same. */
function isNewBase({ project, changes }: PreviewReport): boolean {
  return project === "base" && Object.keys(changes).every((kind) => kind === "create");
}

async function previewEnclaves(context: Context, backend: EnvironmentBackend): Promise<PreviewReport> {
  const enclaves = require("./enclaves/preview") as typeof import("./enclaves/preview");
  return { ...(await enclaves.previewEnclaves(context, backend)), resources: [] };
}

function outcomeOf({ project, environment, changes, resources, cost }: PreviewReport): PreviewOutcome {
  return {
    project,
    environment,
    summary: describeChanges(changes, true),
    changes: resources,
    ...(cost && { cost: describeCostChange(cost) }),
  };
}

async function previewOne(
  context: Context,
  project: OperatedProject,
  backend: EnvironmentBackend,
  { refresh }: PreviewOptions,
): Promise<PreviewReport> {
  const target = targetOf(context, project, backend);
  return onCreatedStack(context, target, async () => {
    const resources: ResourceChange[] = [];
    const steps: PlannedChange[] = [];
    const report = await runOperation(context, "preview", target, backend, {
      refresh,
      onProgress: (progress) => {
        if (progress.kind === "started") {
          const { operation, type, name } = progress;
          steps.push(progress);
          if (operation !== "same") {
            resources.push({ operation, type, name });
          }
        }
      },
    });
    const cost = costChange(steps, backend.region);
    for (const line of describeCostChange(cost)) {
      context.output.line(`  ${line}`);
    }
    return { ...report, resources, cost };
  });
}
