import type { ResourceRecord } from "../../contracts/registry/records";
import { type Html, html } from "./html";

/** Sizes in pixels. */
const LINE = 24;
const INDENT = 22;
const CHARACTER = 7.2;

/** The most resources in one picture. */
const MOST = 300;

interface Placed {
  readonly resource: ResourceRecord;
  readonly depth: number;
  /** Line of its parent; undefined at the top. */
  readonly parent?: number;
}

/** An SVG of which resource belongs to which, a line each. It follows the browser's light or dark. */
export function resourceTree(resources: readonly ResourceRecord[]): Html {
  const placed = place(resources).slice(0, MOST);
  const left = resources.length - placed.length;
  const widths = placed.map(({ resource, depth }) => depth * INDENT + labelOf(resource).length * CHARACTER);
  const width = Math.ceil(Math.max(200, ...widths) + 40);
  const height = (placed.length + (left > 0 ? 1 : 0)) * LINE + 16;
  return html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<style>:root{color-scheme:light dark}text{font:12px ui-monospace,monospace;fill:light-dark(#1b1f23,#e4e8ec)}path{fill:none;stroke:light-dark(#9aa4ae,#57606a)}circle{fill:light-dark(#0b57a4,#7cb7f2)}</style>
${placed.map(lineOf)}${left > 0 ? html`<text x="12" y="${placed.length * LINE + 20}">and ${left} more</text>` : ""}</svg>
`;
}

function lineOf({ resource, depth, parent }: Placed, index: number): Html {
  const x = 12 + depth * INDENT;
  const y = 16 + index * LINE;
  const edge = parent === undefined ? "" : html`<path d="M${x - INDENT} ${16 + parent * LINE}V${y}H${x}"/>`;
  return html`${edge}<circle cx="${x}" cy="${y}" r="4"/><text x="${x + 10}" y="${y + 4}">${labelOf(resource)}</text>
`;
}

function labelOf({ logicalName, type }: ResourceRecord): string {
  return `${logicalName}  ${type}`;
}

/** Each resource below its parent, in the order of names. */
function place(resources: readonly ResourceRecord[]): readonly Placed[] {
  const known = new Set(resources.map(({ urn }) => urn));
  const children = new Map<string, ResourceRecord[]>();
  for (const resource of resources) {
    // The stack itself is in no row.
    const parent = resource.parent !== undefined && known.has(resource.parent) ? resource.parent : "";
    children.set(parent, [...(children.get(parent) ?? []), resource]);
  }
  const placed: Placed[] = [];
  const walk = (urn: string, depth: number, parent?: number): void => {
    const below = (children.get(urn) ?? []).sort((one, other) =>
      one.logicalName < other.logicalName ? -1 : 1,
    );
    for (const resource of below) {
      const line = placed.push({ resource, depth, parent }) - 1;
      walk(resource.urn, depth + 1, line);
    }
  };
  walk("", 0);
  return placed;
}
