import type { Clients } from "./clients";

/** What every stand-in gets besides the inputs. */
export interface NamedContext {
  /** Logical name; base of an auto-generated physical name. */
  readonly name: string;
  readonly urn: string;
}

/** What a stand-in of the aws provider gets besides the inputs. */
export interface ResourceContext extends NamedContext {
  /** AWS clients that talk to the emulator. */
  readonly aws: Clients;
  readonly region: string;
  readonly accountId: string;
  /** Default tags of the provider's configuration. */
  readonly defaultTags: Readonly<Record<string, string>>;
}

/** What a data source of the aws provider gets. */
export type FunctionContext = Omit<ResourceContext, keyof NamedContext>;

/**
 * The inputs that a stand-in understands, nested as the inputs are: `leaf` accepts any value, an object accepts
 * just its keys (also for each element of a list), `map` accepts any keys with leaf values. Everything else is an
 * error: an input that were dropped would make a green run mean nothing.
 */
export type Shape = "leaf" | "map" | Shapes;
export interface Shapes {
  readonly [key: string]: Shape;
}

// biome-ignore lint/suspicious/noExplicitAny: inputs and outputs are as dynamic as the provider's schema
export type Properties = Record<string, any>;

export interface Resource {
  readonly id: string;
  /** All output properties of the type, as the real provider names them. Inputs are merged in beneath. */
  readonly outputs: Properties;
}

/** Thrown by `create` of what is there but not what it should be: the engine keeps it, and why. */
export class UnfinishedResource extends Error {
  readonly resource: Resource;

  constructor(message: string, resource: Resource) {
    super(message);
    this.resource = resource;
  }
}

/** One resource type of the stand-in for a provider. */
export interface ResourceType<Context extends NamedContext = ResourceContext> {
  readonly inputs: Shapes;
  readonly required?: readonly string[];
  /** Inputs whose change replaces the resource. */
  readonly replaceOn?: readonly string[];
  /** Whether the old one must go before the new one can be (a fixed physical name). */
  readonly deleteBeforeReplace?: boolean;
  /** Input that gets `<logical name>-<7 hex>` when it is not given, as the real provider's auto-naming does. */
  readonly autoName?: string;
  /**
   * Whether the type takes tags: `tags` is accepted and merged with the default tags into the input `tagsAll`,
   * which create and update apply; read gives all of the resource's tags as the output `tagsAll`.
   */
  readonly tagged?: boolean;
  /** Outputs that an update can change: unknown in the preview of one. */
  readonly volatile?: readonly string[];
  create(inputs: Properties, context: Context): Promise<Resource>;
  /** Outputs as they are in the emulator now, for refresh and import; undefined when it is gone. */
  read(id: string, known: Properties, context: Context): Promise<Resource | undefined>;
  /** Absent: every change replaces. Returns the new outputs. */
  update?(id: string, news: Properties, olds: Properties, context: Context): Promise<Properties>;
  delete(id: string, known: Properties, context: Context): Promise<void>;
}

/** A data source (`aws.ec2.getVpc`): arguments to result. */
export interface FunctionType<Context = FunctionContext> {
  readonly inputs: Shapes;
  invoke(args: Properties, context: Context): Promise<Properties>;
}

/** One file per AWS service exports one of these, keyed by type token (`aws:s3/bucket:Bucket`). */
export interface ServiceStandIns {
  readonly resources: Readonly<Record<string, ResourceType>>;
  readonly functions?: Readonly<Record<string, FunctionType>>;
}
