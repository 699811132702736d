import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

import { specialArchiveSig, specialAssetSig, specialSigKey, unknownValue } from "@pulumi/pulumi/runtime/rpc";

import type { Properties } from "./resource";

/** How the engine writes a value that is not known before the update. */
export const UNKNOWN = unknownValue;

export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}

/** Whether any part of the value is unknown. */
export function containsUnknown(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(containsUnknown);
  if (isObject(value)) return Object.values(value).some(containsUnknown);
  return isUnknown(value);
}

export function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether the value is an asset or an archive; its `hash` says what is in it. */
export function isAssetOrArchive(value: unknown): value is Properties {
  return isObject(value) && [specialAssetSig, specialArchiveSig].includes(value[specialSigKey]);
}

/** The value without undefined and null, which the engine's wire format cannot hold or takes as unset. */
export function compact<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.filter((item) => item != null).map(compact) as Value;
  if (!isObject(value) || value instanceof Uint8Array) return value;
  const entries = Object.entries(value).filter(([, item]) => item != null);
  return Object.fromEntries(entries.map(([key, item]) => [key, compact(item)])) as Value;
}

/** Whether two values mean the same: assets by hash, JSON documents by content, everything else deeply. */
export function equivalent(left: unknown, right: unknown): boolean {
  if (isDeepStrictEqual(left, right)) return true;
  if (isAssetOrArchive(left) && isAssetOrArchive(right)) return left.hash === right.hash;
  if (typeof left === "string" && typeof right === "string") {
    const [leftDocument, rightDocument] = [documentOf(left), documentOf(right)];
    return leftDocument !== undefined && isDeepStrictEqual(leftDocument, rightDocument);
  }
  return false;
}

function documentOf(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seven hexadecimal digits from the engine's random seed; random where it gives none. */
export function nameSuffix(seed: Uint8Array): string {
  return createHash("sha256").update(seed).digest("hex").slice(0, 7);
}
