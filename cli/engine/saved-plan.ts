import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** URNs that each input of a resource is made from, by the input's name. */
export type PropertyDependencies = Readonly<Record<string, readonly string[]>>;

interface SavedPlan {
  readonly resourcePlans?: Readonly<
    Record<string, { readonly goal?: { readonly propertyDependencies?: PropertyDependencies } }>
  >;
}

/**
 * Lets `preview` save its plan, and reads of it what the engine's events do not tell: from which resources the inputs
 * are made. Secrets in the file are encrypted as in the state; it is only for us to read, and removed.
 *
 * @param preview is given the file's path
 * @returns the dependencies by the URN of the resource that has them
 */
export async function plannedDependencies(
  preview: (path: string) => Promise<unknown>,
): Promise<ReadonlyMap<string, PropertyDependencies>> {
  const folder = await mkdtemp(join(tmpdir(), "fleet-plan-"));
  const path = join(folder, "plan.json");
  try {
    await preview(path);
    const { resourcePlans = {} }: SavedPlan = JSON.parse(await readFile(path, "utf8"));
    return new Map(
      Object.entries(resourcePlans).map(([urn, { goal }]) => [urn, goal?.propertyDependencies ?? {}]),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
