import { type DependencyGraph, shortType } from "./dependency-graph";

/** Pixels. */
const BOX = { width: 230, height: 40 } as const;
const GAP = { x: 70, y: 14 } as const;
const MARGIN = 20;

/** Characters of a name that a box has room for. */
const LONGEST = 34;

interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * The graph as SVG: what depends on nothing is on the right, whatever depends on it left of it. It follows the reader's
 * choice of light or dark, and needs nothing from elsewhere.
 */
export function svg({ nodes, edges }: DependencyGraph, title: string): string {
  const layers = layersOf(nodes.length, edges);
  const deepest = Math.max(0, ...layers);
  const rows = new Map<number, number>();
  const points = layers.map((layer): Point => {
    const row = rows.get(layer) ?? 0;
    rows.set(layer, row + 1);
    return {
      x: MARGIN + (deepest - layer) * (BOX.width + GAP.x),
      y: MARGIN + row * (BOX.height + GAP.y),
    };
  });
  const width = 2 * MARGIN + (deepest + 1) * (BOX.width + GAP.x) - GAP.x;
  const height = 2 * MARGIN + Math.max(1, ...rows.values()) * (BOX.height + GAP.y) - GAP.y;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    "<style>text{font:12px sans-serif;fill:#1b1f24}.type{fill:#57606a}rect{fill:#f6f8fa;stroke:#8c959f}path{fill:none;stroke:#8c959f}",
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.type{fill:#9198a1}rect{fill:#161b22;stroke:#6e7681}path{stroke:#6e7681}}</style>",
    ...edges.map(([from, to]) => line(points[from], points[to])),
    ...nodes.map(({ name, type }, index) => box(points[index], name, shortType(type))),
    "</svg>",
  ].join("\n");
}

/** How many steps each node is from one that depends on nothing. The engine's graph has no circles. */
function layersOf(count: number, edges: DependencyGraph["edges"]): readonly number[] {
  const needs = Array.from({ length: count }, (): number[] => []);
  for (const [from, to] of edges) {
    needs[from]?.push(to);
  }
  const layers: number[] = [];
  const layerOf = (node: number): number => {
    const known = layers[node];
    if (known !== undefined) {
      return known;
    }
    layers[node] = 0;
    const layer = Math.max(-1, ...(needs[node] ?? []).map(layerOf)) + 1;
    layers[node] = layer;
    return layer;
  };
  return needs.map((_, node) => layerOf(node));
}

function line(from: Point = { x: 0, y: 0 }, to: Point = { x: 0, y: 0 }): string {
  const [x1, y1] = [from.x + BOX.width, from.y + BOX.height / 2];
  const [x2, y2] = [to.x, to.y + BOX.height / 2];
  const middle = (x1 + x2) / 2;
  return `<path d="M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}"/>`;
}

function box({ x, y }: Point = { x: 0, y: 0 }, name: string, type: string): string {
  return (
    `<g><title>${escaped(`${name} (${type})`)}</title>` +
    `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="4"/>` +
    `<text x="${x + 8}" y="${y + 16}">${escaped(shortened(name))}</text>` +
    `<text class="type" x="${x + 8}" y="${y + 32}">${escaped(shortened(type))}</text></g>`
  );
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
