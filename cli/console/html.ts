/** A piece of HTML: only {@link html} makes one, so that whatever else is put into a page is escaped. */
export class Html {
  constructor(readonly text: string) {}
}

/** What may stand in a template: text is escaped, a list is joined, and what is absent is nothing. */
export type Content = Html | string | number | undefined | readonly Content[];

/** HTML of a template. Values may stand in text, and in attributes in double quotes. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map(rendered)));
}

function rendered(content: Content): string {
  if (content instanceof Html) {
    return content.text;
  }
  if (Array.isArray(content)) {
    return content.map(rendered).join("");
  }
  return content === undefined ? "" : escaped(String(content));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
