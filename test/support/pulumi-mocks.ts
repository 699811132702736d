import type { RecordedResource } from "../../cli/validation/mocks/run-program";

export * from "../../cli/validation/mocks/run-program";

/** The resource of `type` (and `name`), of which there must be exactly one. */
export function one(resources: readonly RecordedResource[], type: string, name?: string): RecordedResource {
  const found = all(resources, type).filter((resource) => name === undefined || resource.name === name);
  const [resource] = found;
  if (resource === undefined || found.length > 1) {
    const wanted = name === undefined ? type : `${type} "${name}"`;
    const registered = resources.map((each) => `  ${each.type} "${each.name}"`).join("\n");
    throw new Error(`expected exactly one ${wanted}, found ${found.length}; registered:\n${registered}`);
  }
  return resource;
}

/** Every resource of `type`. */
export function all(resources: readonly RecordedResource[], type: string): RecordedResource[] {
  return resources.filter((resource) => resource.type === type);
}
