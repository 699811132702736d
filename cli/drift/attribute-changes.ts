import type { RefreshedResource } from "../engine/engine";
import { changesBetween, type ValueChange } from "./document-changes";
import { parsePropertyPath, propertyPath, valueAt } from "./property-path";

/** An attribute that is not as it was deployed, before it is judged. */
export interface AttributeChange extends ValueChange {
  readonly replaces: boolean;
  /** Whether the program gives the attribute, so that `up` brings it back. */
  readonly managed: boolean;
}

/** The attributes that the engine found changed, each with both values, JSON documents taken apart. */
export function attributeChanges({
  deployed,
  found,
  changes,
}: RefreshedResource): readonly AttributeChange[] {
  return withoutTagsTwice(changes).flatMap(({ path, input, replaces }) => {
    const before = valueAt(deployed.inputs, path) ?? valueAt(deployed.outputs, path);
    const after = valueAt(input ? found?.inputs : found?.outputs, path);
    return changesBetween(shownPath(path), before, after).map((change) => ({
      ...change,
      replaces,
      managed: true,
    }));
  });
}

/**
 * The provider has tags twice: those that the program gave the resource (`tags`), and all of them (`tagsAll`). A
 * default tag that was changed shows in the first as one that was added.
 */
function withoutTagsTwice<Change extends { readonly path: string }>(
  changes: readonly Change[],
): readonly Change[] {
  const paths = new Set(changes.map(({ path }) => path));
  return changes.filter(({ path }) => {
    const [attribute, ...key] = parsePropertyPath(path);
    return attribute !== "tags" || !paths.has(key.reduce<string>(propertyPath, "tagsAll"));
  });
}

function shownPath(path: string): string {
  return path.replace(/^tagsAll\b/, "tags");
}
