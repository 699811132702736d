import { type Configuration, keysOf, readConfiguration } from "../../contracts/configuration";
import type { Environment } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";
import { isSecure } from "../engine/stack-settings";

/** What Pulumi.<environment>.yaml sets, by full key. */
export type Settings = Readonly<Record<string, unknown>>;

/** A value and where it comes from. */
export interface ExplainedKey {
  readonly key: string;
  /** As the program gets it, or as it is written where that is wrong; absent when there is none. */
  readonly value?: unknown;
  readonly source: "file" | "profile" | "default" | "nowhere";
  readonly description: string;
  readonly unit?: string;
  /** Completes "use …". */
  readonly allowed: string;
  /** Whether it must be set, because there is no default. */
  readonly required: boolean;
  readonly default?: unknown;
}

/**
 * Every key that `configurations` have, each once.
 * @param shipped the repository's settings, from which a profile's may differ
 */
export function explain(
  configurations: readonly Configuration[],
  environment: Environment,
  settings: Settings,
  shipped: Settings = settings,
): readonly ExplainedKey[] {
  const keys = Object.assign({}, ...configurations.map(keysOf)) as ReturnType<typeof keysOf>;
  return Object.entries(keys).map(([name, key]) => {
    const { description, unit, allowed } = key;
    const fallback = key.default?.(environment);
    const about = { description, unit, allowed, required: key.default === undefined, default: fallback };
    const given = settings[name];
    if (given === undefined) {
      const source = fallback === undefined ? "nowhere" : "default";
      return { key: name, value: fallback, source, ...about };
    }
    const text = textOf(given);
    const source = text === textOf(shipped[name]) ? "file" : "profile";
    return { key: name, value: isSecure(given) ? "[secret]" : (key.parse(text) ?? given), source, ...about };
  });
}

/** What is wrong with an environment's settings, each finding a sentence; none when every program accepts them. */
export function settingsFindings(
  configurations: readonly Configuration[],
  environment: Environment,
  settings: Settings,
): readonly string[] {
  const keys = configurations.flatMap((each) => Object.keys(keysOf(each)));
  const encrypted = Object.keys(settings).filter((key) => keys.includes(key) && isSecure(settings[key]));
  if (encrypted.length > 0) {
    return encrypted.map(
      (key) =>
        `${key} is encrypted, so nobody can check it: it is no secret, set it in clear in Pulumi.${environment}.yaml`,
    );
  }
  const texts = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, textOf(value)]));
  const findings = configurations
    .flatMap((each) => findingsOf(() => readConfiguration(each, environment, texts)))
    .map((finding) => finding.replaceAll("Pulumi.<stack>.yaml", `Pulumi.${environment}.yaml`));
  return [...new Set(findings)];
}

/** @throws FleetError `InvalidConfiguration` with all of them */
export function assertNoFindings(findings: readonly string[]): void {
  const [first, ...others] = findings;
  if (first !== undefined) {
    throw new FleetError("InvalidConfiguration", first, others);
  }
}

/** As Pulumi gives a value to a program. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function findingsOf(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof FleetError) {
      return [error.message, ...error.details];
    }
    throw error;
  }
}
