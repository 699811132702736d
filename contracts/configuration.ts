import { type Environment, parseEnvironment } from "./environment";
import { FleetError } from "./errors";

/** Used where no region is configured. */
export const DEFAULT_REGION = "eu-west-1";

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
/** What AWS allows in every service's tag values, without a space at the ends. */
const TAG_VALUE = /^[A-Za-z0-9+=._:/@-]([A-Za-z0-9 +=._:/@-]{0,126}[A-Za-z0-9+=._:/@-])?$/;

/**
 * One namespace of a stack's configuration (`base:…`), read key by key. Every error names the key, the value, what
 * is allowed, and how to set it.
 */
export class Configuration {
  private readonly known = new Set<string>();

  /**
   * @param namespace without the colon
   * @param values all of the stack's configuration by full key, as `pulumi.runtime.allConfig()` gives it
   */
  constructor(
    private readonly namespace: string,
    private readonly values: Readonly<Record<string, string>>,
  ) {}

  /** @param allowed says what `pattern` means */
  text(key: string, pattern: RegExp, allowed: string): string | undefined {
    const value = this.value(key);
    if (value !== undefined && !pattern.test(value)) {
      throw this.invalid(key, value, allowed);
    }
    return value;
  }

  requiredText(key: string, pattern: RegExp, allowed: string): string {
    const value = this.text(key, pattern, allowed);
    if (value === undefined) {
      throw new FleetError(
        "InvalidConfiguration",
        `${this.fullKey(key)} is not set: use ${allowed}; ${this.fix(key)}`,
      );
    }
    return value;
  }

  oneOf<Value extends string>(key: string, allowed: readonly Value[], fallback: Value): Value {
    const value = this.value(key);
    if (value === undefined) {
      return fallback;
    }
    const found = allowed.find((candidate) => candidate === value);
    if (found === undefined) {
      throw this.invalid(key, value, `one of ${allowed.join(", ")}`);
    }
    return found;
  }

  flag(key: string, fallback: boolean): boolean {
    return this.oneOf(key, ["true", "false"], fallback ? "true" : "false") === "true";
  }

  wholeNumber(key: string, range: { readonly min: number; readonly max: number }, fallback: number): number {
    const value = this.value(key);
    if (value === undefined) {
      return fallback;
    }
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= range.min && number <= range.max)) {
      throw this.invalid(key, value, `a whole number from ${range.min} to ${range.max}`);
    }
    return number;
  }

  oneNumberOf(key: string, allowed: readonly number[], fallback: number): number {
    return Number(this.oneOf(key, allowed.map(String), String(fallback)));
  }

  /** A list of different texts. */
  textList(key: string, pattern: RegExp, allowed: string, fallback: readonly string[]): readonly string[] {
    const text = this.value(key);
    if (text === undefined) {
      return fallback;
    }
    const list = parseList(text);
    if (list?.every((item) => pattern.test(item)) && new Set(list).size === list.length) {
      return list;
    }
    throw this.invalid(key, text, `a list of different values, each ${allowed}`);
  }

  listOf<Value extends string>(
    key: string,
    allowed: readonly Value[],
    fallback: readonly Value[],
  ): readonly Value[] {
    const isAllowed = (item: string): item is Value => allowed.some((candidate) => candidate === item);
    const list = this.textList(key, /./, `one of ${allowed.join(", ")}`, fallback);
    if (!list.every(isAllowed)) {
      throw this.invalid(
        key,
        JSON.stringify(list),
        `a list of different values, each one of ${allowed.join(", ")}`,
      );
    }
    return list;
  }

  /**
   * Call it when every key has been read.
   * @throws FleetError `InvalidConfiguration` for a key that nobody reads: a typing error would go unnoticed.
   */
  assertNoUnknownKeys(): void {
    const prefix = `${this.namespace}:`;
    const unknown = Object.keys(this.values).find((key) => key.startsWith(prefix) && !this.known.has(key));
    if (unknown !== undefined) {
      throw new FleetError(
        "InvalidConfiguration",
        `${unknown} is no key of this project: use ${[...this.known].sort().join(", ")}, or remove it from Pulumi.<stack>.yaml`,
      );
    }
  }

  private value(key: string): string | undefined {
    const fullKey = this.fullKey(key);
    this.known.add(fullKey);
    return this.values[fullKey];
  }

  private fullKey(key: string): string {
    return `${this.namespace}:${key}`;
  }

  private invalid(key: string, value: string, allowed: string): FleetError {
    return new FleetError(
      "InvalidConfiguration",
      `${this.fullKey(key)} is ${JSON.stringify(value)}: use ${allowed}; ${this.fix(key)}`,
    );
  }

  private fix(key: string): string {
    return `set ${this.fullKey(key)} in Pulumi.<stack>.yaml`;
  }
}

/** What every program of an environment reads. */
export interface FleetSettings {
  readonly environment: Environment;
  /** @default `eu-west-1` */
  readonly region: string;
  /** Team that answers for the resources. */
  readonly owner: string;
  readonly costCenter: string;
}

/**
 * @param stack name of the stack, which is the environment's
 * @throws FleetError `InvalidEnvironment`, `InvalidConfiguration`
 */
export function fleetSettings(stack: string, values: Readonly<Record<string, string>>): FleetSettings {
  const fleet = new Configuration("fleet", values);
  const settings: FleetSettings = {
    environment: parseEnvironment(stack),
    region:
      new Configuration("aws", values).text("region", REGION, "a region, for example eu-west-1") ??
      DEFAULT_REGION,
    owner: fleet.requiredText(
      "owner",
      TAG_VALUE,
      "a team's name of at most 128 letters, digits and + = . _ : / @ -",
    ),
    costCenter: fleet.requiredText(
      "costCenter",
      TAG_VALUE,
      "a cost center of at most 128 letters, digits and + = . _ : / @ -",
    ),
  };
  fleet.assertNoUnknownKeys();
  return settings;
}

/** JSON, as Pulumi gives a list in Pulumi.<stack>.yaml. */
function parseList(text: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
  } catch {
    return undefined;
  }
}
