import type { Environment } from "../../../contracts/environment";
import { type ErrorName, FleetError } from "../../../contracts/errors";
import { cents } from "../../../contracts/prices/cents";
import { pricesOf } from "../../../contracts/prices/price-origin";
import type { Context } from "../../context";
import { checkedBackend, type EnvironmentBackend, showBackend } from "../../engine/environment-backend";
import { recordOutcome } from "../../engine/record-outcome";
import { GARBAGE_FINDERS } from "../../gc/finders";
import type { Garbage, GarbageKind, RemovalOptions, Search } from "../../gc/garbage";
import type { CollectedGarbage, GarbageOutcome, GcReport, UncheckedKind } from "../../gc/gc-report";
import { searchOf } from "../../gc/search";
import { showGarbage } from "./show-garbage";

export interface GcOptions extends RemovalOptions {
  /** Whether what is found is removed. */
  readonly yes: boolean;
  /** Images, log groups and versions that are younger are left alone, in days. */
  readonly days: number;
  readonly kinds: readonly GarbageKind[];
}

/** Errors that say why something stays. */
const KEPT: readonly string[] = ["StackLocked", "OperationRefused"] satisfies readonly ErrorName[];

const DAY = 24 * 3_600_000;

/**
 * Finds what nobody needs any more in the environment, with what it costs, and removes it when it is told to.
 * @throws FleetError `DeploymentFailed` when something could not be removed, `CheckFailed` when a kind could not be
 * looked for, both after the others; `DeploymentInterrupted`
 */
export async function gc(context: Context, environment: Environment, options: GcOptions): Promise<void> {
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const before = new Date(context.clock.now().getTime() - options.days * DAY);
  const search = searchOf(context, backend, before, options);
  const { found, unchecked } = await look(search, options.kinds);
  const items: CollectedGarbage[] = [];
  for (const garbage of found) {
    items.push(
      options.yes ? await collect(context, backend, garbage) : { ...facts(garbage), outcome: "found" },
    );
  }
  const report: GcReport = {
    environment,
    items,
    unchecked,
    monthlyUsd: cents(items.reduce((sum, { monthlyUsd = 0 }) => sum + monthlyUsd, 0)),
    pricesOf: pricesOf(backend.region),
  };
  context.output.result(report, () => showGarbage(context.output, report));
  assertWhole(report);
}

async function look(
  search: Search,
  kinds: readonly GarbageKind[],
): Promise<{ readonly found: readonly Garbage[]; readonly unchecked: readonly UncheckedKind[] }> {
  const found: Garbage[] = [];
  const unchecked: UncheckedKind[] = [];
  for (const { kind, find } of GARBAGE_FINDERS.filter((finder) => kinds.includes(finder.kind))) {
    try {
      found.push(...(await find(search)));
    } catch (error) {
      unchecked.push({ kind, reason: (error as Error).message });
    }
  }
  return { found, unchecked };
}

/** Removes one thing. One that somebody is at work on, or needs again, stays, and is no failure. */
async function collect(
  context: Context,
  backend: EnvironmentBackend,
  garbage: Garbage,
): Promise<CollectedGarbage> {
  const tell = (outcome: GarbageOutcome, reason?: string): CollectedGarbage => {
    const warning = outcome === "removed" ? "" : "warning: ";
    context.output.line(
      `${warning}${garbage.kind} ${garbage.name}: ${outcome}${reason === undefined ? "" : `: ${reason}`}`,
    );
    return { ...facts(garbage), outcome, ...(reason !== undefined && { reason }) };
  };
  try {
    await removeRecorded(context, backend, garbage);
    return tell("removed");
  } catch (error) {
    const { name, message } = error as Error;
    if (name === "DeploymentInterrupted") {
      throw error;
    }
    return tell(KEPT.includes(name) ? "skipped" : "failed", message);
  }
}

function removeRecorded(
  context: Context,
  backend: EnvironmentBackend,
  { kind, name, why, log, remove }: Garbage,
): Promise<void> {
  return log ? recordOutcome(context, backend, log, `gc ${kind} ${name}`, remove, () => why) : remove();
}

function facts({ log: _log, remove: _remove, ...garbage }: Garbage): Omit<Garbage, "log" | "remove"> {
  return garbage;
}

function assertWhole({ environment, items, unchecked }: GcReport): void {
  const failed = items.filter(({ outcome }) => outcome === "failed");
  if (failed.length > 0) {
    throw new FleetError(
      "DeploymentFailed",
      `${failed.length} of ${items.length} things that nobody needs could not be removed from ${environment}`,
      failed.map(({ kind, name, reason }) => `${kind} ${name}: ${reason}`),
    );
  }
  if (unchecked.length > 0) {
    throw new FleetError(
      "CheckFailed",
      `not everything in ${environment} could be looked at: nobody knows whether there is more`,
      unchecked.map(({ kind, reason }) => `${kind}: ${reason}`),
    );
  }
}
