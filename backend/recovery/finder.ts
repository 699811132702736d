import type { FinderClients } from "./finder-clients";

/** Inputs of a resource as the engine's checkpoint has them: physical names are chosen, nothing is unknown. */
export type Inputs = Readonly<Record<string, unknown>>;

/** What is known of a resource whose creation had begun. */
export interface Search {
  readonly clients: FinderClients;
  readonly inputs: Inputs;
  /** Tags that it was to get, the provider's default tags among them. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Something in AWS that fits a search. */
export interface Found {
  /** Id by which the provider knows it. */
  readonly id: string;
  /** Given where ids do not tell one from another, as those of a task definition's revisions. */
  readonly arn?: string;
}

/** How an interrupted creation of one type is taken up. */
export type Finder =
  /** AWS chose the id, or can tell whether it is there: it is asked. */
  | { readonly kind: "search"; readonly find: (search: Search) => Promise<readonly Found[]> }
  /** The id consists of inputs. Nothing is asked: the refresh that follows drops what AWS does not have. */
  | { readonly kind: "madeFromInputs"; readonly id: (inputs: Inputs) => string }
  /** Creating it again changes nothing and leaves nothing behind, so it need not be found. */
  | { readonly kind: "repeatable" };

/** Finders by type token. */
export type Finders = Readonly<Record<string, Finder>>;

export const repeatable: Finder = { kind: "repeatable" };

export function search(find: (search: Search) => Promise<readonly Found[]>): Finder {
  return { kind: "search", find };
}

/** The inputs `names`, joined by `separator`. */
export function madeFromInputs(separator: string, ...names: readonly string[]): Finder {
  return {
    kind: "madeFromInputs",
    id: (inputs) => names.map((name) => String(inputs[name])).join(separator),
  };
}

/** `ids` without those that AWS left out of its answer. */
export function foundIds(ids: readonly (string | undefined)[]): readonly Found[] {
  return ids.flatMap((id) => (id ? [{ id }] : []));
}

/** Items of `pages` of an AWS list. */
export async function collect<Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const page of pages) {
    all.push(...(items(page) ?? []));
  }
  return all;
}

/** What `ask` answers; undefined when AWS says by an error of one of `names` that there is no such thing. */
export async function unlessMissing<Answer>(
  ask: Promise<Answer>,
  ...names: readonly string[]
): Promise<Answer | undefined> {
  try {
    return await ask;
  } catch (error) {
    if (error instanceof Error && names.includes(error.name)) {
      return undefined;
    }
    throw error;
  }
}
