import type { StackId } from "../../../backend/layout";
import { RECORD_FAULTS, type RecordFault, type RecordFinding } from "../../../backend/registry/check-stack";
import { indexStack } from "../../../backend/registry/index-stack";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { checkedBackend, type EnvironmentBackend, showBackend } from "../../engine/environment-backend";
import { recordOutcome } from "../../engine/record-outcome";
import { askRegistry, registryOf } from "../../engine/registry";
import { examineRegistry } from "../../hygiene/examine-registry";
import { columns } from "../../output/columns";

/** Seconds that the registry has to follow what goes on. */
const PATIENCE = 10;

/** What somebody does about a fault that an indexing does not mend. */
const REMEDIES: Readonly<Record<RecordFault, string>> = {
  missing: "--fix indexes it",
  orphaned: "--fix indexes it: it is destroyed, and its history stays",
  stale: "--fix indexes it",
  tags: "--fix indexes it",
  stuck: "--fix indexes it; if it stays so, create it again or destroy it",
  cloud: "`fleet recover` for its stack; what nobody has: docs/runbook.md#a-host-that-no-workspace-has",
};

/**
 * Compares registry, state and AWS, and tells where they differ; with `fix` it indexes anew what differs, beside
 * whatever goes on. The state is never changed by it, nor anything in AWS.
 * @throws FleetError `CheckFailed` when something differs, or still does
 */
export async function doctorRegistry(
  context: Context,
  environment: Environment,
  { fix }: { readonly fix: boolean },
): Promise<void> {
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const examine = () =>
    context.interruption.graceful((signal) => examineRegistry(context, backend, PATIENCE, signal));
  const found = await examine();
  const indexed = fix ? await indexAnew(context, backend, found.findings) : [];
  const left = indexed.length > 0 ? (await examine()).findings : found.findings;
  context.output.result(
    { environment, stacks: found.stacks, findings: found.findings, indexed: indexed.map(nameOf), left },
    () => show(context, found.findings, indexed),
  );
  const stacks = found.stacks === 1 ? "1 stack" : `${found.stacks} stacks`;
  if (left.length > 0) {
    throw new FleetError(
      "CheckFailed",
      `the registry of ${environment} differs from its ${stacks} in ${left.length} ${left.length === 1 ? "point" : "points"}`,
      left.map(({ stack, fault, told }) => `${nameOf(stack)}: ${fault}: ${told}`),
    );
  }
  context.output.line(`the registry of ${environment} is as its ${stacks} are`);
}

/** @returns the stacks that were indexed, each once */
async function indexAnew(
  context: Context,
  backend: EnvironmentBackend,
  findings: readonly RecordFinding[],
): Promise<readonly StackId[]> {
  const registry = registryOf(context, backend);
  const stacks = new Map(findings.map(({ stack }) => [nameOf(stack), stack]));
  for (const stack of stacks.values()) {
    await recordOutcome(
      context,
      backend,
      stack,
      "doctor registry --fix",
      () => askRegistry(context, backend, () => indexStack(registry, stack, "anew")),
      ({ changed }) => `indexed anew, ${changed} rows written`,
    );
  }
  return [...stacks.values()];
}

function show({ output }: Context, findings: readonly RecordFinding[], indexed: readonly StackId[]): void {
  const rows = findings.map(({ stack, fault, told }) => [fault, nameOf(stack), told]);
  for (const line of columns(rows)) {
    output.line(line);
  }
  if (indexed.length > 0) {
    output.line(`indexed anew: ${indexed.map(nameOf).join(", ")}`);
    return;
  }
  for (const fault of RECORD_FAULTS.filter((each) => findings.some((finding) => finding.fault === each))) {
    output.line(`  ${fault}: ${REMEDIES[fault]}`);
  }
}

function nameOf({ project, stack }: StackId): string {
  return `${project} ${stack}`;
}
