import type { Shape, Shapes } from "./resource";
import { isAssetOrArchive, isObject, isUnknown } from "./values";

/** An input that the stand-in refuses; shown by the engine beside the resource. */
export interface Failure {
  /** Path of the input, e.g. `rules[0].expiration.days`. */
  readonly property: string;
  readonly reason: string;
}

/** Refuses every input, at any depth, that the shapes do not name. `file` is where the stand-in is written. */
export function unknownInputs(inputs: unknown, shapes: Shapes, file: string): Failure[] {
  return failuresAt("", inputs, shapes, file);
}

/** Refuses what is required and missing. */
export function missingInputs(
  inputs: Readonly<Record<string, unknown>>,
  required: readonly string[],
): Failure[] {
  return required
    .filter((name) => inputs[name] === undefined || inputs[name] === null)
    .map((name) => ({ property: name, reason: `missing required input "${name}"` }));
}

function failuresAt(path: string, value: unknown, shape: Shape, file: string): Failure[] {
  if (shape === "leaf" || value === undefined || value === null || isUnknown(value)) return [];
  if (Array.isArray(value) && shape !== "map") {
    return value.flatMap((item, index) => failuresAt(`${path}[${index}]`, item, shape, file));
  }
  if (!isObject(value) || isAssetOrArchive(value)) {
    const expected = shape === "map" ? "a map" : `an object of ${Object.keys(shape).join(", ")}`;
    return [{ property: path, reason: `"${path}" is ${JSON.stringify(value)}; it must be ${expected}` }];
  }
  return Object.entries(value).flatMap(([key, item]) => {
    const at = path ? `${path}.${key}` : key;
    if (shape === "map") return isNested(item) ? [nestedInMap(at, file)] : [];
    const inner = Object.hasOwn(shape, key) ? shape[key] : undefined;
    return inner ? failuresAt(at, item, inner, file) : [unknownInput(at, shape, file)];
  });
}

function unknownInput(path: string, shape: Shapes, file: string): Failure {
  const known = Object.keys(shape).sort().join(", ");
  return {
    property: path,
    reason: `unknown input "${path}": the stand-in understands ${known}. Remove it, or add it to ${file}`,
  };
}

function nestedInMap(path: string, file: string): Failure {
  return {
    property: path,
    reason: `"${path}" is nested: the stand-in takes plain values there. Flatten it, or add it to ${file}`,
  };
}

function isNested(value: unknown): boolean {
  return Array.isArray(value) || isObject(value);
}
