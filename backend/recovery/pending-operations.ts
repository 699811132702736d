import type { CheckpointResource, PendingOperation } from "../checkpoints/checkpoint";
import type { Found } from "./finder";
import { plainInputs } from "./plain-inputs";

/** A stack's state as `pulumi stack export` gives it. */
export interface Deployment {
  readonly version: number;
  // biome-ignore lint/suspicious/noExplicitAny: Pulumi's format, versioned by `version`
  readonly deployment: any;
}

/** A resource of a deployment, with what recovery reads of it besides. */
export interface DeployedResource extends CheckpointResource {
  /** Has been deleted: its successor is to be created. */
  readonly pendingReplacement?: boolean;
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
  readonly deletedWith?: string;
}

/** A resource whose creation was under way when an engine died: AWS may have it, the state does not. */
export interface PendingCreate {
  readonly urn: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Tags that it was to get, the provider's default tags among them. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Everything that was under way, oldest first. */
export function pendingOperations(deployment: Deployment): readonly PendingOperation[] {
  // A stack that was never updated has no deployment.
  return deployment.deployment?.pending_operations ?? [];
}

export function deployedResources(deployment: Deployment): readonly DeployedResource[] {
  return deployment.deployment?.resources ?? [];
}

/** URNs of the resources that are in use: neither deleted nor waiting for it. */
export function urnsInUse(resources: readonly DeployedResource[]): ReadonlySet<string> {
  return new Set(resources.filter((one) => !one.delete && !one.pendingReplacement).map(({ urn }) => urn));
}

/** Whether the operation creates something in AWS: neither a component nor a provider is. */
export function isCreation({ type, resource }: PendingOperation): boolean {
  return type === "creating" && resource.custom !== false && !resource.type.startsWith("pulumi:");
}

/** The creations among the pending operations. */
export function pendingCreates(deployment: Deployment): readonly PendingCreate[] {
  return pendingOperations(deployment)
    .filter(isCreation)
    .map(({ resource }) => {
      const { urn, type } = resource;
      const inputs = plainInputs(resource.inputs);
      return { urn, type, inputs, tags: { ...defaultTags(deployment, resource), ...tagsOf(inputs) } };
    });
}

/**
 * Keys, as of {@link keyOf}, of what the state knows, but for what was deleted to be created anew. By type, because
 * a bucket's settings have the bucket's id.
 */
export function knownResources(deployment: Deployment): ReadonlySet<string> {
  return new Set(
    deployedResources(deployment)
      .filter(({ pendingReplacement }) => !pendingReplacement)
      .flatMap(({ type, id, outputs }) => {
        const arn = typeof outputs?.arn === "string" ? outputs.arn : undefined;
        return [id, arn].flatMap((value) => (value === undefined ? [] : [keyOf(type, { id: value })]));
      }),
  );
}

/** What tells `found` from all others. */
export function keyOf(type: string, { id, arn }: Found): string {
  return `${type} ${arn ?? id}`;
}

/** The older half of the provider writes its default tags as JSON. */
function defaultTags(deployment: Deployment, { provider }: DeployedResource): Record<string, string> {
  const inputs = deployedResources(deployment).find(({ urn, id }) => `${urn}::${id}` === provider)?.inputs;
  const given = plainInputs(inputs).defaultTags;
  const parsed = typeof given === "string" ? (JSON.parse(given) as unknown) : given;
  return texts((parsed as { readonly tags?: unknown } | undefined)?.tags);
}

function tagsOf(inputs: PendingCreate["inputs"]): Record<string, string> {
  return { ...texts(inputs.tags), ...texts(inputs.tagsAll) };
}

/** The strings in `value`; an Auto Scaling group has a list, which tells nothing here. */
function texts(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return {};
  }
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
