import type { Filter } from "@aws-sdk/client-ec2";

import type { Properties, Shapes } from "../../resource";

/** Arguments by which data sources of EC2 find things. */
export const FILTER_INPUTS: Shapes = { filters: { name: "leaf", values: "leaf" }, tags: "map" };

/**
 * EC2's form of the arguments `filters` and `tags`.
 * @param applied filters, besides those on tags, that the emulator applies: it passes over others in silence
 * @throws Error for a filter that would be passed over
 */
export function filtersOf({ filters = [], tags = {} }: Properties, applied: readonly string[]): Filter[] {
  return [
    ...filters.map(({ name, values }: Properties) => {
      if (!applied.includes(name) && !/^tag(:|-key$|-value$)/.test(name)) {
        throw new Error(
          `the emulator does not apply filter "${name}": it applies ${[...applied, "tag:<key>", "tag-key", "tag-value"].join(", ")}`,
        );
      }
      return { Name: name, Values: values };
    }),
    ...Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [String(value)] })),
  ];
}

/** The only one of what was found, as the real data sources demand. */
export function only<Item>(found: readonly Item[] | undefined, what: string, args: Properties): Item {
  const [item, ...others] = found ?? [];
  if (item === undefined) throw new Error(`no ${what} matches ${JSON.stringify(args)}`);
  if (others.length === 0) return item;
  throw new Error(
    `${others.length + 1} ${what}s match ${JSON.stringify(args)}: give arguments that match one`,
  );
}
