import { type Content, type Html, html } from "./html";

/** Pages by path, with the key that leads there after `g`. */
const SECTIONS = [
  { path: "/", name: "Workspaces", key: "w" },
  { path: "/costs", name: "Costs", key: "c" },
  { path: "/pipelines", name: "Pipelines", key: "p" },
  { path: "/locks", name: "Locks", key: "l" },
  { path: "/drift", name: "Drift", key: "d" },
] as const;
export type SectionPath = (typeof SECTIONS)[number]["path"];

/** What a page is made of. */
export interface Page {
  readonly title: string;
  /** The section that it belongs to. */
  readonly section: SectionPath;
  readonly body: Html;
}

/** @param place where all of it is, in words */
export function documentOf({ title, section, body }: Page, place: string): Html {
  const links = SECTIONS.map(
    ({ path, name, key }) =>
      html`<a href="${path}" data-key="${key}"${path === section ? html` aria-current="page"` : ""}>${name}</a>`,
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · fleet console</title>
<link rel="stylesheet" href="/assets/console.css">
<link rel="icon" href="/assets/icon.svg">
<script src="/assets/console.js" defer></script>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header>
<strong>fleet</strong>
<nav aria-label="Sections">${links}</nav>
<span class="place">${place}</span>
</header>
<main id="content" tabindex="-1">
<h1>${title}</h1>
${body}
</main>
<footer>
<kbd>/</kbd> search <kbd>j</kbd> <kbd>k</kbd> rows <kbd>Enter</kbd> open
${SECTIONS.map(({ name, key }) => html` <kbd>g</kbd> <kbd>${key}</kbd> ${name.toLowerCase()}`)}
</footer>
</body>
</html>
`;
}

/** A table that can be scrolled by itself where it is wider than the screen; without rows, `none` in its place. */
export function table(
  caption: string,
  heads: readonly string[],
  rows: ReadonlyArray<readonly Content[]>,
  none: string,
): Html {
  if (rows.length === 0) {
    return html`<p class="none">${none}</p>`;
  }
  const cells = (row: readonly Content[]) =>
    row.map((cell, index) => html`<td${isNumber(heads[index]) ? html` class="number"` : ""}>${cell}</td>`);
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col"${isNumber(head) ? html` class="number"` : ""}>${head}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>\n`)}</tbody>
</table></div>`;
}

/** Columns that are aligned to the right. */
function isNumber(head: string | undefined): boolean {
  return ["Resources", "A month", "Count", "Workspaces", "Without a price"].includes(head ?? "");
}

/** A time to the second, in UTC. */
export function time(iso: string | undefined): Content {
  return iso === undefined ? "–" : html`<time datetime="${iso}">${iso.slice(0, 19).replace("T", " ")}</time>`;
}

/** A word that stands out by its meaning; colour is never all that tells it. */
export function status(word: string): Html {
  return html`<span class="status ${TONES[word.toLowerCase()] ?? "quiet"}">${word}</span>`;
}

const TONES: Readonly<Record<string, string>> = {
  active: "good",
  succeeded: "good",
  deployed: "good",
  alive: "good",
  creating: "busy",
  updating: "busy",
  destroying: "busy",
  running: "busy",
  deploying: "busy",
  pending: "busy",
  error: "bad",
  failed: "bad",
  rejected: "bad",
  interrupted: "bad",
  dead: "bad",
};
