import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { MOCK_OUTPUTS, MOCK_REGION, type Properties, references } from "./mock-outputs";
import { UnhandledRejections } from "./unhandled-rejections";

/** A resource as the program registered it. */
export interface RecordedResource {
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  /** Every output and promise resolved, secrets in clear. */
  readonly inputs: Properties;
  readonly id: string;
  readonly urn: string;
  /** URN of the parent; the stack's for what has none. */
  readonly parent: string;
  readonly custom: boolean;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  /** `<urn>::<id>` of its AWS provider, its own or its parent's; empty for the default one. */
  readonly provider: string;
  /** URNs of what it depends on, by inputs or `dependsOn`. */
  readonly dependencies: readonly string[];
  /** URNs that each input is made from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly aliases: number;
}

/** A call of a data source. */
export interface RecordedCall {
  readonly token: string;
  readonly args: Properties;
}

export interface ProgramSettings {
  /** Default: "project". */
  readonly project?: string;
  /** Default: "dev". */
  readonly stack?: string;
  /** Full keys: `base:zoneCount`. `aws:region` is always there. Non-strings are written as JSON, as the CLI does. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Outputs of other stacks by full name: `organization/base/dev`. */
  readonly references?: Readonly<Record<string, Properties>>;
  /** Answers of data sources by token: `aws:ec2/getVpc:getVpc`. */
  readonly functions?: Readonly<Record<string, (args: Properties) => Properties>>;
}

export interface ProgramResult {
  readonly resources: readonly RecordedResource[];
  readonly calls: readonly RecordedCall[];
  /** Stack outputs, resolved, secrets in clear. */
  readonly outputs: Properties;
}

const STACK_REFERENCE = "pulumi:pulumi:StackReference";

/**
 * Runs `program` as the stack's program, without engine or providers, and waits until everything that it
 * registered is answered. Load modules that create resources inside `program` or before, as you like: mocks are
 * in place before `program` runs, and importing a program has no side effects.
 *
 * @throws the program's own error, the first error inside an `apply`, or one that names an unknown type,
 * function or stack.
 */
export async function runProgram(
  program: () => unknown,
  settings: ProgramSettings = {},
): Promise<ProgramResult> {
  const recorder = new Recorder(settings);
  const rejections = new UnhandledRejections();
  try {
    await recorder.install();
    const outputs = await runToEnd(program);
    await rejections.settle();
    recorder.assertNoFailure();
    rejections.assertNone();
    return { resources: recorder.resources, calls: recorder.calls, outputs: plain(outputs) as Properties };
  } catch (error) {
    await rejections.settle();
    // A failed registration makes the program fail somewhere else, with a message that helps less.
    recorder.assertNoFailure();
    throw error;
  } finally {
    rejections.release();
  }
}

/** `newUrn` is private to the SDK. */
type Monitor = Pick<MockMonitor, "registerResource" | "resources"> & {
  newUrn(parent: string, type: string, name: string): string;
};

/** Answers registrations and calls, and keeps what was asked. */
class Recorder implements pulumi.runtime.Mocks {
  readonly resources: RecordedResource[] = [];
  readonly calls: RecordedCall[] = [];
  private readonly failures: Error[] = [];
  private monitor: Monitor | undefined;
  private options: Omit<RecordedResource, "type" | "name" | "inputs" | "id"> | undefined;

  constructor(private readonly settings: ProgramSettings) {}

  async install(): Promise<void> {
    const { project = "project", stack = "dev", config = {} } = this.settings;
    await pulumi.runtime.setMocks(this, project, stack, false, "organization");
    pulumi.runtime.setAllConfig({
      "aws:region": MOCK_REGION,
      ...Object.fromEntries(
        Object.entries(config).map(([key, value]) => [
          key,
          typeof value === "string" ? value : JSON.stringify(value),
        ]),
      ),
    });
    this.listenForOptions();
  }

  newResource(args: pulumi.runtime.MockResourceArgs): pulumi.runtime.MockResourceResult {
    const inputs = plain(args.inputs) as Properties;
    if (args.type === STACK_REFERENCE) {
      return this.readReference(args.id ?? args.name);
    }
    const answer = this.answer(args, inputs);
    if (this.options && args.type !== pulumi.runtime.rootPulumiStackTypeName) {
      this.resources.push({ type: args.type, name: args.name, inputs, id: answer.id, ...this.options });
    }
    this.options = undefined;
    for (const { urn, id } of references(answer)) {
      this.monitor?.resources.set(urn, { urn, id, state: {} });
    }
    return { id: answer.id, state: { ...inputs, ...answer } };
  }

  call(args: pulumi.runtime.MockCallArgs): pulumi.runtime.MockCallResult {
    const inputs = plain(args.inputs) as Properties;
    this.calls.push({ token: args.token, args: inputs });
    const answer = this.settings.functions?.[args.token];
    if (answer === undefined) {
      throw this.failed(
        new Error(`unknown function ${args.token}: give its answer in runProgram's "functions"`),
      );
    }
    return answer(inputs);
  }

  assertNoFailure(): void {
    const [failure] = this.failures;
    if (failure) {
      throw failure;
    }
  }

  private answer(args: pulumi.runtime.MockResourceArgs, inputs: Properties): Properties & { id: string } {
    const outputs = MOCK_OUTPUTS[args.type];
    if (outputs) {
      return outputs(args.name, inputs);
    }
    if (args.custom === false && (args.type.startsWith("fleet:") || args.type === "pulumi:pulumi:Stack")) {
      return { id: "" };
    }
    this.failed(
      new Error(`unknown resource type ${args.type}: add it to cli/validation/mocks/mock-outputs.ts`),
    );
    return { id: "" };
  }

  private readReference(name: string): pulumi.runtime.MockResourceResult {
    const outputs = this.settings.references?.[name];
    if (outputs === undefined) {
      this.failed(new Error(`unknown stack ${name}: give its outputs in runProgram's "references"`));
    }
    return { id: name, state: { name, outputs: outputs ?? {}, secretOutputNames: [] } };
  }

  /** `Mocks` is not told of resource options; the monitor is. */
  private listenForOptions(): void {
    const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
    this.monitor = monitor;
    monitor.newUrn = (parent, type, name) => this.urnOf(parent, type, name);
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = (request, callback) => {
      this.options = {
        urn: monitor.newUrn(request.getParent(), request.getType(), request.getName()),
        parent: request.getParent(),
        custom: request.getCustom(),
        protect: request.getProtect(),
        retainOnDelete: request.getRetainondelete(),
        ignoreChanges: request.getIgnorechangesList(),
        provider: this.providerOf(request),
        dependencies: request.getDependenciesList(),
        propertyDependencies: propertyDependenciesOf(request),
        aliases: request.getAliasesList().length,
      };
      return register(request, callback);
    };
  }

  /** As the engine does it, with the types of all ancestors; the SDK's mocks know but the parent's. */
  private urnOf(parent: string, type: string, name: string): string {
    const { project = "project", stack = "dev" } = this.settings;
    const ancestors = parent.split("::")[2] ?? "";
    const isTop = ancestors === "" || ancestors === pulumi.runtime.rootPulumiStackTypeName;
    return `urn:pulumi:${stack}::${project}::${isTop ? type : `${ancestors}$${type}`}::${name}`;
  }

  /** As the engine does it: a resource without a provider has its parent's. */
  private providerOf(request: RegisterResourceRequest): string {
    const own = request.getProvider() || request.getProvidersMap().get("aws");
    return own || (this.resources.find(({ urn }) => urn === request.getParent())?.provider ?? "");
  }

  private failed(error: Error): Error {
    this.failures.push(error);
    return error;
  }
}

function propertyDependenciesOf(request: RegisterResourceRequest): RecordedResource["propertyDependencies"] {
  const dependencies: Record<string, readonly string[]> = {};
  request
    .getPropertydependenciesMap()
    .forEach((of: RegisterResourceRequest.PropertyDependencies, input: string) => {
      dependencies[input] = of.getUrnsList();
    });
  return dependencies;
}

async function runToEnd(program: () => unknown): Promise<unknown> {
  const outputs = await pulumi.runtime.runInPulumiStack(async () => program());
  const resolved = await resolve(outputs);
  await pulumi.runtime.disconnect();
  return resolved;
}

function resolve(value: unknown): Promise<unknown> {
  return new Promise((done) => {
    pulumi.output(value ?? {}).apply(done);
  });
}

/** Unwraps secrets, which arrive as marked objects. */
function plain(value: unknown): unknown {
  if (pulumi.runtime.isRpcSecret(value)) {
    return plain(pulumi.runtime.unwrapRpcSecret(value));
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
  }
  return value;
}
