import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, parseDocument } from "yaml";
import { ACCOUNT_ID_KEY } from "../../contracts/configuration";
import type { Environment } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";

/** Pulumi.<environment>.yaml, as far as commands read it. */
export interface StackSettings {
  readonly config: Readonly<Record<string, unknown>>;
  /** Pulumi's address of the key that encrypts secrets. */
  readonly secretsprovider?: string;
}

/** Path of the environment's settings, which its projects share. */
export function settingsPath(home: string, environment: Environment): string {
  return join(home, `Pulumi.${environment}.yaml`);
}

/**
 * Settings that are not there are empty.
 * @throws FleetError `InvalidConfiguration` when the file is not YAML
 */
export function readSettings(home: string, environment: Environment): StackSettings {
  const path = settingsPath(home, environment);
  const settings = existsSync(path) ? parsed(path) : undefined;
  return { config: settings?.config ?? {}, secretsprovider: settings?.secretsprovider };
}

/** Text of a file → what it says: a command asks for region and account of each environment, and parsing takes 5 ms. */
const read = new Map<string, Partial<StackSettings> | null>();

function parsed(path: string): Partial<StackSettings> | null {
  const text = readFileSync(path, "utf8");
  try {
    const settings = read.get(text) ?? parse(text);
    read.set(text, settings);
    return settings;
  } catch (cause) {
    const [reason] = (cause as Error).message.split("\n");
    throw new FleetError("InvalidConfiguration", `${path} is not YAML: ${reason}`, [], { cause });
  }
}

/** @throws FleetError `InvalidConfiguration` */
export function configuredRegion(home: string, environment: Environment): string {
  const region = readSettings(home, environment).config["aws:region"];
  if (typeof region !== "string") {
    throw new FleetError(
      "InvalidConfiguration",
      `${settingsPath(home, environment)} has no region: add \`aws:region: eu-west-1\` under \`config:\``,
    );
  }
  return region;
}

/** The one account that the environment may be in; undefined when none is named. */
export function configuredAccount(home: string, environment: Environment): string | undefined {
  const account = readSettings(home, environment).config[ACCOUNT_ID_KEY];
  return account === undefined ? undefined : String(account);
}

/** Whether `value` of a configuration is encrypted. */
export function isSecure(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value;
}

/**
 * Forgets the data key that a state key, now gone, had encrypted: Pulumi makes a new one. A configuration with
 * encrypted values is left as it is, since they can only be read with that key.
 */
export function forgetDataKey(home: string, environment: Environment): void {
  const path = settingsPath(home, environment);
  if (Object.values(readSettings(home, environment).config).some(isSecure)) {
    return;
  }
  const document = parseDocument(readFileSync(path, "utf8"));
  if (document.delete("encryptedkey")) {
    writeFileSync(path, document.toString());
  }
}
