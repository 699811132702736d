import diff from "microdiff";
import type { CheckpointFile, CheckpointResource } from "./checkpoint";
import { comparable, shown, shownPath } from "./comparable-value";
import { encryptedKeyOf, type SecretReader } from "./verify-secrets";

/** What happened to a resource from one version to another. */
export const DIFFERENCE_KINDS = ["added", "removed", "replaced", "changed", "read again"] as const;

export interface ResourceDifference {
  /** `read again`: only what the provider told of it differs, as after a refresh. */
  readonly kind: (typeof DIFFERENCE_KINDS)[number];
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** Physical ids in the two versions, when they differ. */
  readonly id?: { readonly from?: string; readonly to?: string };
  /** Inputs that differ; of the stack itself, its outputs. */
  readonly attributes: readonly AttributeDifference[];
}

export interface AttributeDifference {
  /** `tags.Name`, `policy.Statement["ReadState"].Action` */
  readonly path: string;
  /** Absent when the attribute was added. A secret is `[secret]`, also inside. */
  readonly from?: unknown;
  /** Absent when the attribute was removed. */
  readonly to?: unknown;
}

/** A checkpoint, and the key that opens its secrets. */
interface Side {
  readonly resources: ReadonlyMap<string, ComparedResource>;
  readonly dataKey: Uint8Array | undefined;
}

interface ComparedResource extends CheckpointResource {
  readonly additionalSecretOutputs?: readonly string[];
}

const STACK_TYPE = "pulumi:pulumi:Stack";

/**
 * What is different in `to`, resource by resource in its order, then what is no longer there.
 * @param secrets opens secrets to compare them; they are told as changed or not, never shown
 */
export async function* diffCheckpoints(
  from: CheckpointFile,
  to: CheckpointFile,
  secrets: SecretReader,
): AsyncGenerator<ResourceDifference> {
  const [before, after] = await Promise.all([sideOf(from, secrets), sideOf(to, secrets)]);
  for (const [place, resource] of after.resources) {
    const old = before.resources.get(place);
    const difference = old ? diffResource(old, before, resource, after) : whole("added", resource);
    if (difference) {
      yield difference;
    }
  }
  for (const [place, resource] of before.resources) {
    if (!after.resources.has(place)) {
      yield whole("removed", resource);
    }
  }
}

async function sideOf(file: CheckpointFile, secrets: SecretReader): Promise<Side> {
  const encryptedKey = encryptedKeyOf(file);
  return {
    resources: new Map((file.latest.resources ?? []).map((resource) => [placeOf(resource), resource])),
    // A key that cannot be used leaves the ciphertexts to compare.
    dataKey: encryptedKey && (await secrets.dataKey(encryptedKey).catch(() => undefined)),
  };
}

/** The old half of a replacement has the URN of the new one, and is another thing. */
function placeOf({ urn, id, delete: deleting }: CheckpointResource): string {
  return deleting ? `${urn} ${id}` : urn;
}

function diffResource(
  old: ComparedResource,
  before: Side,
  resource: ComparedResource,
  after: Side,
): ResourceDifference | undefined {
  const attributes = diffValues(
    comparableOf(old, before.dataKey, attributesOf(old)),
    comparableOf(resource, after.dataKey, attributesOf(resource)),
  );
  const { urn, type } = resource;
  const replaced = old.id !== resource.id;
  const more = replaced ? { id: { from: old.id, to: resource.id } } : {};
  if (replaced || attributes.length > 0) {
    return { kind: replaced ? "replaced" : "changed", urn, type, name: nameOf(urn), ...more, attributes };
  }
  const readAgain = diffValues(
    comparableOf(old, before.dataKey, old.outputs),
    comparableOf(resource, after.dataKey, resource.outputs),
  );
  return readAgain.length > 0
    ? { kind: "read again", urn, type, name: nameOf(urn), attributes: [] }
    : undefined;
}

/** What a program decides about a resource; of the stack itself, what it tells others. */
function attributesOf(resource: ComparedResource): Readonly<Record<string, unknown>> {
  const { type, inputs, outputs, protect } = resource;
  return { ...(type === STACK_TYPE ? outputs : inputs), ...(protect ? { "(protect)": true } : {}) };
}

type Values = Record<string, unknown>;

function comparableOf(
  { additionalSecretOutputs }: ComparedResource,
  dataKey: Uint8Array | undefined,
  values: Readonly<Values> = {},
): Values {
  return comparable(values, dataKey, additionalSecretOutputs) as Values;
}

function diffValues(from: Values, to: Values): readonly AttributeDifference[] {
  return diff(from, to, { cyclesFix: false }).map((each) => ({
    path: shownPath(each.path),
    ...(each.type === "CREATE" ? {} : { from: shown(each.oldValue) }),
    ...(each.type === "REMOVE" ? {} : { to: shown(each.value) }),
  }));
}

function whole(kind: "added" | "removed", resource: CheckpointResource): ResourceDifference {
  const { urn, type, id } = resource;
  return {
    kind,
    urn,
    type,
    name: nameOf(urn),
    id: kind === "added" ? { to: id } : { from: id },
    attributes: [],
  };
}

function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
