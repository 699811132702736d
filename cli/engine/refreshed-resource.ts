import type { EngineEvent, StepEventMetadata, StepEventStateMetadata } from "@pulumi/pulumi/automation";
import type { RefreshedAttribute, RefreshedResource, ResourceValues } from "./engine";

/** Key and value that mark Pulumi's special objects, and among them secrets. */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** What an event of a refresh tells about a resource that a provider manages; undefined for every other event. */
export function refreshedResourceOf(event: EngineEvent): RefreshedResource | undefined {
  const step = event.resOutputsEvent?.metadata;
  if (!step?.old?.custom || step.type.startsWith("pulumi:providers:")) {
    return undefined;
  }
  const { urn, type, old } = step;
  return {
    urn,
    type,
    ...(old.id ? { id: old.id } : {}),
    deployed: valuesOf(old),
    ...(step.op !== "delete" && step.new ? { found: valuesOf(step.new) } : {}),
    changes: step.op === "update" ? changesOf(step) : [],
  };
}

/** A provider that gives no detailed difference still names the inputs. */
function changesOf({ detailedDiff = {}, diffs = [] }: StepEventMetadata): readonly RefreshedAttribute[] {
  const detailed = Object.entries(detailedDiff);
  return detailed.length > 0
    ? detailed.map(([path, { diffKind, inputDiff }]) => ({
        path,
        input: inputDiff,
        replaces: diffKind.endsWith("-replace"),
      }))
    : diffs.map((path) => ({ path, input: true, replaces: false }));
}

function valuesOf({ inputs, outputs }: StepEventStateMetadata): ResourceValues {
  return {
    inputs: withoutSecrets(inputs ?? {}) as Record<string, unknown>,
    outputs: withoutSecrets(outputs ?? {}) as Record<string, unknown>,
  };
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutSecrets);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const object = value as Readonly<Record<string, unknown>>;
  return object[SIGNATURE_KEY] === SECRET_SIGNATURE
    ? "[secret]"
    : Object.fromEntries(Object.entries(object).map(([key, item]) => [key, withoutSecrets(item)]));
}
