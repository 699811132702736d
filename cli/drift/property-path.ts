/** Steps of a Pulumi property path, outermost first: `rules[0]["a.b"].c` is `rules`, 0, `a.b`, `c`. */
export function parsePropertyPath(path: string): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  for (const [, name, index, quoted] of path.matchAll(/([^.[\]]+)|\[(?:(\d+)|"((?:[^"\\]|\\.)*)")\]/g)) {
    if (name !== undefined) {
      steps.push(name);
    } else {
      steps.push(index === undefined ? (JSON.parse(`"${quoted}"`) as string) : Number(index));
    }
  }
  return steps;
}

/** `step` below `path`; a key with characters that mean something in a path is quoted. */
export function propertyPath(path: string, step: string | number): string {
  if (typeof step === "number" || !/^[A-Za-z0-9_$-]+$/.test(step)) {
    return `${path}[${JSON.stringify(step)}]`;
  }
  return path === "" ? step : `${path}.${step}`;
}

/** What is at `path` in `values`; undefined when nothing is. */
export function valueAt(values: unknown, path: string): unknown {
  let value = values;
  for (const step of parsePropertyPath(path)) {
    if (typeof value !== "object" || value === null) {
      return undefined;
    }
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
