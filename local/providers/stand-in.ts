import type { AwsEnvironment } from "./clients";
import type { FunctionType, NamedContext, Properties, ResourceType } from "./resource";

/** A provider as the engine configured it: what its resources get besides their inputs and names. */
export interface Configured<Context extends NamedContext> {
  readonly defaultTags: Readonly<Record<string, string>>;
  /** Refuses the configuration, where that takes a call of the emulator. */
  check?(): Promise<void>;
  /** Made when first needed: it may call the emulator. */
  context(): Promise<Omit<Context, keyof NamedContext>>;
  /** Closes the connections that this provider shares with others of the same caller. */
  close(): void;
}

/** The stand-in for one provider plugin. */
export interface ProviderStandIn<Context extends NamedContext = NamedContext> {
  /** Package name, as the engine asks for it. */
  readonly name: string;
  /** Version of the package's SDK that the programs use. */
  readonly version: string;
  readonly resources: Readonly<Record<string, ResourceType<Context>>>;
  readonly functions: Readonly<Record<string, FunctionType<Omit<Context, keyof NamedContext>>>>;
  /** Keys of the provider's configuration that are understood; another one is an error. */
  readonly configKeys: readonly string[];
  /** File in which a type or function is, or would be, written. */
  fileOf(token: string): string;
  configure(config: Properties, environment: AwsEnvironment): Configured<Context>;
}
