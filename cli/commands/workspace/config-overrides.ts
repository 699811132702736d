import { keysOf } from "../../../contracts/configuration";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { nearest } from "../../../contracts/nearest";
import { assertNoFindings, settingsFindings } from "../../configuration/explain";
import { projectConfiguration } from "../../configuration/project-configurations";
import { readSettings } from "../../engine/stack-settings";

const NAMESPACE = "runtime";

/**
 * What `--config key=value` sets, by full key; keys without a namespace are runtime's.
 * @throws FleetError `InvalidArgument` for a key or value that runtime does not know, `InvalidConfiguration` when the
 * environment's configuration with them is none
 */
export function parseOverrides(
  home: string,
  environment: Environment,
  assignments: readonly string[],
): Readonly<Record<string, string>> {
  const overrides = Object.fromEntries(assignments.map(parseAssignment));
  const { config } = readSettings(home, environment);
  const runtime = projectConfiguration(NAMESPACE);
  assertNoFindings(settingsFindings([runtime], environment, { ...config, ...overrides }));
  return overrides;
}

function parseAssignment(text: string): readonly [string, string] {
  const [, name = "", value = ""] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === "") {
    throw new FleetError(
      "InvalidArgument",
      `--config is ${JSON.stringify(text)}: use key=value, for instance runtime:logRetentionDays=7`,
    );
  }
  const full = name.includes(":") ? name : `${NAMESPACE}:${name}`;
  const keys = Object.fromEntries(
    Object.entries(keysOf(projectConfiguration(NAMESPACE))).filter(([key]) =>
      key.startsWith(`${NAMESPACE}:`),
    ),
  );
  const key = keys[full];
  if (!key) {
    const meant = nearest(full, Object.keys(keys));
    throw new FleetError(
      "InvalidArgument",
      `--config ${full} is no key that a workspace can have of its own: ${
        meant === undefined ? `use ${Object.keys(keys).sort().join(", ")}` : `did you mean ${meant}?`
      }`,
    );
  }
  if (key.parse(value) === undefined) {
    throw new FleetError(
      "InvalidArgument",
      `--config ${full} is ${JSON.stringify(value)}: use ${key.allowed}`,
    );
  }
  return [full, value];
}
