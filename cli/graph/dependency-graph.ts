import type { CheckpointResource } from "../../backend/checkpoints/checkpoint";

/** A resource in a drawing. */
export interface GraphNode {
  readonly urn: string;
  readonly name: string;
  readonly type: string;
}

/** Which resources there are, and which depends on which. */
export interface DependencyGraph {
  readonly nodes: readonly GraphNode[];
  /** From a resource to what it depends on, as indexes of `nodes`. */
  readonly edges: ReadonlyArray<readonly [number, number]>;
}

/** What of a resource a drawing needs. */
export type GraphResource = Pick<CheckpointResource, "urn" | "type" | "custom" | "delete" | "dependencies">;

/** The cloud's resources in the order of the state: without the engine's own, components, and what is being replaced. */
export function dependencyGraph(resources: readonly GraphResource[]): DependencyGraph {
  const drawn = resources.filter(
    ({ type, custom, delete: old }) => custom !== false && !old && !type.startsWith("pulumi:"),
  );
  const places = new Map(drawn.map(({ urn }, index) => [urn, index]));
  const nodes = drawn.map(({ urn, type }) => ({ urn, type, name: urn.slice(urn.lastIndexOf("::") + 2) }));
  const edges = drawn.flatMap(({ dependencies = [] }, from) =>
    [...new Set(dependencies)].flatMap((urn): [number, number][] => {
      const to = places.get(urn);
      return to === undefined || to === from ? [] : [[from, to]];
    }),
  );
  return { nodes, edges };
}

/** `ec2/instance` of `aws:ec2/instance:Instance`. */
export function shortType(type: string): string {
  return type.split(":")[1] ?? type;
}
