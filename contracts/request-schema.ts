import type { EnclaveSpec } from "./enclave-request";
import { FleetError } from "./errors";
import { boundedFindings, shown } from "./findings";
import { hostTypeFor } from "./host-types";
import { REQUEST_ID_PATTERN } from "./names";
import { compileSchema, type DescribedSchema, schemaFindings } from "./schema-findings";
import { tagFindings } from "./tag-rules";

/** Size of a spec as JSON, in bytes; larger ones are refused unread. */
export const MAX_SPEC_BYTES = 32_768;

/** A registry's host, a repository, and the image's content by digest. */
export const IMAGE_PATTERN =
  "^[a-z0-9-]+(\\.[a-z0-9-]+)+(:[0-9]{1,5})?(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)+@sha256:[a-f0-9]{64}$";

/** Tabs and line ends, but no other control character and nothing that reverses the reading direction. */
const FREE_TEXT_PATTERN = "^([\\n\\t]|[^\\p{Cc}\\p{Cs}\\u202A-\\u202E\\u2066-\\u2069])*$";

/** JSON Schema of {@link EnclaveSpec}; rules that a schema cannot say are in {@link specFindings}. */
export const SPEC_SCHEMA = {
  type: "object",
  description: "an object with image, vcpus, memoryMib, ports and lifetimeHours",
  additionalProperties: false,
  required: ["image", "vcpus", "memoryMib", "ports", "lifetimeHours"],
  properties: {
    image: {
      type: "string",
      maxLength: 400,
      pattern: IMAGE_PATTERN,
      description:
        "an image by digest, <registry>/<repository>@sha256:<64 hexadecimal digits>, at most 400 characters",
    },
    vcpus: {
      type: "integer",
      minimum: 2,
      maximum: 64,
      multipleOf: 2,
      description: "an even whole number from 2 to 64",
    },
    memoryMib: {
      type: "integer",
      minimum: 64,
      maximum: 262_144,
      description: "a whole number of MiB from 64 to 262144",
    },
    ports: {
      type: "array",
      maxItems: 10,
      uniqueItems: true,
      description: "at most 10 different ports from 1024 to 65535",
      items: {
        type: "integer",
        minimum: 1024,
        maximum: 65_535,
        description: "a whole number from 1024 to 65535",
      },
    },
    lifetimeHours: {
      type: "integer",
      minimum: 1,
      maximum: 8760,
      description: "a whole number of hours from 1 to 8760",
    },
    instanceType: {
      type: "string",
      maxLength: 60,
      pattern: "^[a-z0-9-]+\\.[a-z0-9-]+$",
      description: "an EC2 instance type, for example m6i.2xlarge",
    },
    tags: {
      type: "object",
      description: "an object of tag keys and values",
    },
    description: {
      type: "string",
      maxLength: 256,
      pattern: FREE_TEXT_PATTERN,
      description: "at most 256 characters of text",
    },
  },
} as const satisfies DescribedSchema;

/** Who asks; becomes the tag Owner. */
export const OWNER_PATTERN = "^[A-Za-z0-9][A-Za-z0-9._@-]{0,62}$";

/** Schemas of the fields that a request's file and its row have in common. */
export const REQUESTER_PROPERTIES = {
  id: {
    type: "string",
    pattern: REQUEST_ID_PATTERN,
    description: "3 to 40 characters, a-z, 0-9 and single hyphens, starting with a letter",
  },
  owner: {
    type: "string",
    pattern: OWNER_PATTERN,
    description: "1 to 63 of a-z, A-Z, 0-9 and . _ @ -, starting with a letter or digit",
  },
  spec: SPEC_SCHEMA,
} as const;

/** JSON Schema of the file that an application team writes. */
export const REQUEST_FILE_SCHEMA = {
  type: "object",
  description: "an object with id, owner and spec",
  additionalProperties: false,
  required: ["id", "owner", "spec"],
  properties: REQUESTER_PROPERTIES,
} as const satisfies DescribedSchema;

/** The file that an application team writes. */
export interface RequestFile {
  readonly id: string;
  readonly owner: string;
  readonly spec: EnclaveSpec;
}

/** Rules of the environment, beyond those that hold everywhere. */
export interface SpecRules {
  /** Registries (host and port) that images may come from. @default any */
  readonly registries?: readonly string[];
}

const validateSpecSchema = compileSchema({
  type: "object",
  required: ["spec"],
  properties: { spec: SPEC_SCHEMA },
});
const validateFileSchema = compileSchema(REQUEST_FILE_SCHEMA);

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `value`'s own property: what it inherits, or what replaced its prototype, is none of it. */
function own(value: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function textFindings(spec: Readonly<Record<string, unknown>>): string[] {
  const description = own(spec, "description");
  return typeof description === "string" && description.normalize("NFC") !== description
    ? [`spec.description is ${shown(description)}; use Unicode normal form C`]
    : [];
}

function registryFindings(spec: Readonly<Record<string, unknown>>, rules: SpecRules): string[] {
  const image = own(spec, "image");
  if (!rules.registries || typeof image !== "string") {
    return [];
  }
  const registry = image.slice(0, Math.max(image.indexOf("/"), 0));
  return rules.registries.includes(registry)
    ? []
    : [`spec.image is from registry ${shown(registry)}; use one of ${rules.registries.join(", ")}`];
}

function hostFindings(spec: EnclaveSpec): string[] {
  try {
    hostTypeFor(spec);
    return [];
  } catch (error) {
    if (error instanceof FleetError) {
      return [`spec: ${error.message}`];
    }
    throw error;
  }
}

/**
 * What the spec's schema cannot say: size, normal form, tags, registry, a host that can hold the enclave.
 * @param wellFormed whether the schema found nothing
 */
export function specRuleFindings(spec: unknown, rules: SpecRules, wellFormed: boolean): string[] {
  if (!isRecord(spec)) {
    return [];
  }
  const tags = own(spec, "tags");
  return [
    ...textFindings(spec),
    ...registryFindings(spec, rules),
    ...(isRecord(tags) ? tagFindings(tags) : []),
    // the schema has just shown it to be one
    ...(wellFormed ? hostFindings(spec as unknown as EnclaveSpec) : []),
  ];
}

/** A finding when `spec` is too large to be looked at. */
export function sizeFindings(spec: unknown): string[] {
  const bytes = Buffer.byteLength(JSON.stringify(spec) ?? "");
  return bytes > MAX_SPEC_BYTES ? [`spec has ${bytes} bytes; use at most ${MAX_SPEC_BYTES}`] : [];
}

/** Every fault of `spec`, one line each; empty when it is an {@link EnclaveSpec} that a host can hold. */
export function specFindings(spec: unknown, rules: SpecRules = {}): readonly string[] {
  const tooLarge = sizeFindings(spec);
  if (tooLarge.length > 0) {
    return tooLarge;
  }
  const faults = schemaFindings(validateSpecSchema, { spec });
  return boundedFindings([...faults, ...specRuleFindings(spec, rules, faults.length === 0)]);
}

/** @throws FleetError `RequestRejected` whose details are all `findings`; nothing when there are none. */
export function rejectOn(findings: readonly string[]): void {
  if (findings.length > 0) {
    const count = findings.length === 1 ? "1 fault" : `${findings.length} faults`;
    throw new FleetError("RequestRejected", `the request has ${count}: correct it and ask again`, findings);
  }
}

/** @throws FleetError `RequestRejected` with every fault in its details */
export function validateSpec(spec: unknown, rules: SpecRules = {}): EnclaveSpec {
  rejectOn(specFindings(spec, rules));
  return spec as EnclaveSpec;
}

/**
 * @param file the file's content, already read from JSON or YAML
 * @throws FleetError `RequestRejected` with every fault in its details
 */
export function parseRequestFile(file: unknown, rules: SpecRules = {}): RequestFile {
  const spec = isRecord(file) ? own(file, "spec") : undefined;
  rejectOn(sizeFindings(spec));
  const faults = schemaFindings(validateFileSchema, file);
  rejectOn(boundedFindings([...faults, ...specRuleFindings(spec, rules, faults.length === 0)]));
  return file as RequestFile;
}
