import type { PlannedResource } from "../engine/engine";
import { logicalName } from "../engine/progress";
import { isUnknown } from "../engine/unknown-value";
import { attributeOf, handlesOf, inputOf, type KnownResource } from "./known-resource";

/** A resource of a program for one of Terraform's, and why. */
export interface Match {
  readonly planned: PlannedResource;
  readonly reason: string;
}

/**
 * Finds for resources of Terraform's those of the programs that they are. Two belong together when what identifies
 * their type is the same and fits no other; where a program does not know an input yet, because something is to be
 * created first, it is taken from what that was found to be. Names of resources in the code play no part.
 *
 * @param planned what the programs register
 * @returns matches by Terraform's address
 */
export function matchResources(
  resources: readonly KnownResource[],
  planned: readonly PlannedResource[],
): ReadonlyMap<string, Match> {
  const matching = new Matching(resources, planned);
  const levels = Math.max(0, ...resources.map(({ type }) => type.identities.length));
  for (let level = 0; level < levels; level += 1) {
    while (matching.byIdentity(level) || matching.byReference()) {
      // What was found may tell of more.
    }
  }
  return matching.matches;
}

class Matching {
  readonly matches = new Map<string, Match>();
  readonly #found = new Map<string, KnownResource>();
  readonly #resources: readonly KnownResource[];
  readonly #planned: readonly PlannedResource[];

  constructor(resources: readonly KnownResource[], planned: readonly PlannedResource[]) {
    this.#resources = resources;
    this.#planned = planned.filter(({ custom }) => custom);
  }

  /** @returns whether anything was found */
  byIdentity(level: number): boolean {
    const before = this.matches.size;
    for (const [type, resources] of groups(this.#resources.filter((one) => !this.#isMatched(one)))) {
      const planned = this.#planned.filter((one) => one.type === type && !this.#found.has(one.urn));
      for (const names of resources[0]?.type.identities.slice(0, level + 1) ?? []) {
        this.#pair(resources, planned, names);
      }
    }
    return this.matches.size > before;
  }

  /** What a resource that was found refers to, is what the program's one refers to. */
  byReference(): boolean {
    const before = this.matches.size;
    for (const one of this.#planned) {
      const resource = this.#found.get(one.urn);
      for (const [name, urns] of Object.entries(resource ? (one.propertyDependencies ?? {}) : {})) {
        if (resource && isUnknown(one.inputs[name])) {
          this.#follow(one, resource, name, urns);
        }
      }
    }
    return this.matches.size > before;
  }

  #follow(from: PlannedResource, resource: KnownResource, name: string, urns: readonly string[]): void {
    const value = attributeOf(resource, name);
    const target = this.#resources.filter(
      (one) => !this.#isMatched(one) && handlesOf(one.resource).includes(value),
    );
    const planned = this.#planned.filter(
      ({ urn, type }) => urns.includes(urn) && !this.#found.has(urn) && type === target[0]?.type.type,
    );
    if (planned.length === 1 && target.length === 1) {
      this.#match(target[0], planned[0], `${logicalName(from.urn)} refers to it by ${name}`);
    }
  }

  #pair(
    resources: readonly KnownResource[],
    planned: readonly PlannedResource[],
    names: readonly string[],
  ): void {
    for (const resource of resources) {
      const fitting = this.#isMatched(resource)
        ? []
        : planned.filter((one) => this.#fits(resource, one, names));
      const [first] = fitting;
      const rivals = first
        ? resources.filter((one) => !this.#isMatched(one) && this.#fits(one, first, names))
        : [];
      if (fitting.length === 1 && rivals.length === 1) {
        const given = names.filter((name) => !isEmpty(attributeOf(resource, name)));
        this.#match(resource, first, `the same ${given.join(", ")}`);
      }
    }
  }

  #fits(resource: KnownResource, planned: PlannedResource, names: readonly string[]): boolean {
    return (
      !this.#found.has(planned.urn) &&
      names.some((name) => !isEmpty(attributeOf(resource, name))) &&
      names.every((name) => this.#agree(planned, name, attributeOf(resource, name)))
    );
  }

  #agree(planned: PlannedResource, name: string, value: unknown): boolean {
    const input = inputOf(planned.inputs, name);
    if (!isUnknown(input) && comparable(input) === comparable(value)) {
      return true;
    }
    // Not known yet, or made up: a program that was run without AWS has ids that no resource has.
    return (planned.propertyDependencies?.[name] ?? []).some((urn) => {
      const referred = this.#found.get(urn);
      return referred !== undefined && handlesOf(referred.resource).includes(value);
    });
  }

  #match(resource: KnownResource | undefined, planned: PlannedResource | undefined, reason: string): void {
    if (resource && planned) {
      this.matches.set(resource.resource.address, { planned, reason });
      this.#found.set(planned.urn, resource);
    }
  }

  #isMatched({ resource }: KnownResource): boolean {
    return this.matches.has(resource.address);
  }
}

function groups(resources: readonly KnownResource[]): ReadonlyMap<string, readonly KnownResource[]> {
  const byType = new Map<string, KnownResource[]>();
  for (const resource of resources) {
    byType.set(resource.type.type, [...(byType.get(resource.type.type) ?? []), resource]);
  }
  return byType;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

/** Programs that were run without AWS have a made-up account in their ARNs. */
function comparable(value: unknown): string {
  return isEmpty(value) ? "" : String(value).replace(/(?<=:)[0-9]{12}(?=:)/g, "");
}
