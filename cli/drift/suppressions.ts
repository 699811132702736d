import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSuppressions, type Suppression } from "../../contracts/drift-suppressions";
import type { Environment } from "../../contracts/environment";
import { suppressionsFile } from "../../contracts/task-settings";
import { matchesPattern } from "../../contracts/text-pattern";
import type { DriftedAttribute, DriftedResource } from "../engine/detect-drift";

/** Drift that a suppression covers: an attribute, or a deleted resource. */
export interface SuppressedDrift {
  readonly resource: Pick<DriftedResource, "urn" | "type" | "name" | "id" | "kind">;
  readonly attribute?: DriftedAttribute;
  readonly suppression: Suppression;
}

export interface SortedDrift {
  /** What no suppression covers. */
  readonly resources: readonly DriftedResource[];
  readonly suppressed: readonly SuppressedDrift[];
}

/**
 * The environment's suppressions; a file that is not there holds none.
 * @throws FleetError `InvalidConfiguration` with all that is wrong with the file
 */
export function readSuppressions(home: string, environment: Environment): readonly Suppression[] {
  const path = join(home, suppressionsFile(environment));
  return existsSync(path) ? parseSuppressions(readFileSync(path, "utf8"), path) : [];
}

/** Whether the suppression's last day is over at `now`. */
export function isExpired({ expires }: Suppression, now: Date): boolean {
  return now.toISOString().slice(0, 10) > expires;
}

/** Takes out of `drift` what `suppressions` cover. A resource with nothing left is out as a whole. */
export function sortDrift(
  drift: readonly DriftedResource[],
  suppressions: readonly Suppression[],
): SortedDrift {
  const suppressed: SuppressedDrift[] = [];
  const resources = drift.flatMap((resource) => {
    const { urn, type, name, id, kind } = resource;
    const identity = { urn, type, name, ...(id ? { id } : {}), kind };
    const own = suppressions.filter(
      (one) => matchesPattern(one.urn ?? "*", urn) && matchesPattern(one.type ?? "*", type),
    );
    if (kind === "deleted") {
      const suppression = own.find(({ deleted }) => deleted);
      if (suppression) {
        suppressed.push({ resource: identity, suppression });
      }
      return suppression ? [] : [resource];
    }
    const attributes = resource.attributes.filter((attribute) => {
      const suppression = own.find(
        ({ attribute: pattern }) => pattern && matchesPattern(pattern, attribute.path),
      );
      if (suppression) {
        suppressed.push({ resource: identity, attribute, suppression });
      }
      return !suppression;
    });
    const security = attributes.some((attribute) => attribute.security);
    return attributes.length === 0 ? [] : [{ ...resource, attributes, security }];
  });
  return { resources, suppressed };
}
