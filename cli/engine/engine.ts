import type { Project } from "../../contracts/environment";
import type { Progress } from "./progress";

/** Where state is kept and how secrets in it are encrypted. */
export interface Backend {
  /** Pulumi's address of it: `s3://…` or `file://…`. */
  readonly url: string;
  /** `awskms://…`, or `passphrase` for a state that stays on this machine. */
  readonly secretsProvider: string;
  /** Environment variables that it needs, beyond the process's. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Environment variables of every run of the CLI on `backend`. */
export function engineVariables(backend: Backend): Record<string, string> {
  return { PULUMI_BACKEND_URL: backend.url, PULUMI_SKIP_UPDATE_CHECK: "true", ...backend.variables };
}

/** One stack of one project. */
export interface StackTarget {
  readonly project: Project;
  readonly stack: string;
  readonly backend: Backend;
  /** Folder of the project's Pulumi.yaml. */
  readonly workDir: string;
  /** Where a workspace's configuration differs from its environment's, by full key. @default nowhere */
  readonly overrides?: Readonly<Record<string, string>>;
}

export type Operation = "up" | "preview" | "refresh" | "destroy";

export interface OperationOptions {
  /** Called with everything that happens, in order. */
  readonly onProgress: (progress: Progress) => void;
  /** Aborted: the engine finishes what it has begun, saves, unlocks and stops. */
  readonly signal: AbortSignal;
  /** Aborted: the stack is somebody else's, and the engine is killed. */
  readonly lost?: AbortSignal;
  /** Whether to refresh first. @default false */
  readonly refresh?: boolean;
  /**
   * Whether the state is only saved when all is done, and not after each resource: quicker by a write to the backend
   * for each. Only for work that changes nothing in AWS, which is begun again when it was killed.
   * @default false
   */
  readonly savesAtEnd?: boolean;
}

export interface OperationResult {
  /** Resources by kind of change, as the engine counts them: `{ create: 9, same: 2 }`. */
  readonly changes: Readonly<Record<string, number>>;
  /** The stack's outputs after `up`; secrets are `[secret]`. Empty after other operations. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface StackSummary {
  readonly name: string;
  /** Absent while the stack was never deployed. */
  readonly lastUpdate?: string;
  readonly resourceCount: number;
}

/** A stack's state as `pulumi stack export` gives it. */
export interface Deployment {
  readonly version: number;
  // biome-ignore lint/suspicious/noExplicitAny: Pulumi's format, versioned by `version`
  readonly deployment: any;
}

/** A resource that `up` would register, with what it would do to it. */
export interface PlannedResource {
  readonly urn: string;
  readonly type: string;
  /** Whether a provider manages it; components and the stack itself are not custom. */
  readonly custom: boolean;
  readonly operation: string;
  readonly parent?: string;
  /** `<URN of the provider>::<its id>` */
  readonly provider?: string;
  readonly protect: boolean;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** URNs that each input is made from, where they were asked for; inputs made from none may be missing. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

/** A resource of the state beside what its provider reads of it now. */
export interface RefreshedResource {
  readonly urn: string;
  readonly type: string;
  /** Physical id; absent while the resource has none. */
  readonly id?: string;
  /** Secrets in it are `[secret]`. */
  readonly deployed: ResourceValues;
  /** Absent when the resource is gone. */
  readonly found?: ResourceValues;
  /** Where the two differ, as far as the program gave the attribute. */
  readonly changes: readonly RefreshedAttribute[];
}

export interface ResourceValues {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

export interface RefreshedAttribute {
  /** Pulumi's property path, for instance `rules[0].status` or `tags["a.b"]`. */
  readonly path: string;
  /** Whether found and deployed are inputs; otherwise what was found is an output. */
  readonly input: boolean;
  /** Whether `up` has to replace the resource to bring the attribute back. */
  readonly replaces: boolean;
}

/** Pulumi's engine, as commands use it. */
export interface Engine {
  /**
   * Runs the project's program against its stack, which `up` creates when it is not there.
   * @throws FleetError `DeploymentFailed` with the engine's errors, `DeploymentInterrupted` after `signal`,
   * `StackLocked`, `StackNotFound`
   */
  run(operation: Operation, target: StackTarget, options: OperationOptions): Promise<OperationResult>;
  /**
   * What `up` would do, resource by resource, parents first.
   *
   * @param dependencies whether what each input is made from is told too, which takes a file of the size of the state
   */
  plan(target: StackTarget, signal: AbortSignal, dependencies?: boolean): Promise<readonly PlannedResource[]>;
  /** What `refresh` would find of each resource that a provider manages; runs no program, takes no lock. */
  refreshed(target: StackTarget, signal: AbortSignal): Promise<readonly RefreshedResource[]>;
  /** @throws FleetError `StackNotFound` */
  outputs(target: StackTarget, showSecrets: boolean): Promise<Readonly<Record<string, unknown>>>;
  /** All stacks of the target's project in its backend. */
  stacks(target: Omit<StackTarget, "stack">): Promise<readonly StackSummary[]>;
  /** Creates the stack, or leaves it as it is when it is there. */
  createStack(target: StackTarget): Promise<void>;
  /** Deletes the stack and its history; it must have no resources. */
  removeStack(target: StackTarget): Promise<void>;
  /** The state with secrets in clear: keep it in memory. */
  exportState(target: StackTarget): Promise<Deployment>;
  /** Encrypts secrets as the target's backend does, however they were encrypted where the state was exported. */
  importState(target: StackTarget, deployment: Deployment): Promise<void>;
  /** Takes the protection off every resource in the state, so that `destroy` may delete them. */
  unprotect(target: StackTarget): Promise<void>;
}
