import { aws } from "./aws";
import { COMPONENTS } from "./awsx/construct";
import { command } from "./command";

/** Every type and function token that has a stand-in, of all providers. */
export function knownTypes(): string[] {
  return [
    ...Object.keys(COMPONENTS),
    ...[aws, command].flatMap(({ resources, functions }) => [
      ...Object.keys(resources),
      ...Object.keys(functions),
    ]),
  ].sort();
}
