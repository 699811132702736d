import { type DependencyGraph, shortType } from "./dependency-graph";

/** The graph as a Mermaid flowchart, line by line. */
export function mermaid({ nodes, edges }: DependencyGraph): string[] {
  return [
    "flowchart LR",
    ...nodes.map(
      ({ name, type }, index) => `  n${index}["${escaped(name)}<br/>${escaped(shortType(type))}"]`,
    ),
    ...edges.map(([from, to]) => `  n${from} --> n${to}`),
  ];
}

/** In a quoted label, Mermaid takes HTML's characters by their entities. */
function escaped(text: string): string {
  return text
    .replaceAll("#", "#35;")
    .replaceAll('"', "#quot;")
    .replaceAll("<", "#lt;")
    .replaceAll(">", "#gt;");
}
