import type * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import type { AwsEnvironment } from "./clients";
import { changedInputs } from "./diff";
import { checkInputs, isAutomaticName } from "./inputs";
import { importedInputs, outputsInForm, refreshedInputs } from "./refresh";
import { type NamedContext, type Properties, type ResourceType, UnfinishedResource } from "./resource";
import { unknownInputs } from "./shape";
import type { Configured, ProviderStandIn } from "./stand-in";
import { containsUnknown, UNKNOWN } from "./values";
import { checkFailures, diffResponse, fromWire, parseUrn, serviceError, toWire } from "./wire";

type Handler<Request, Response> = (
  call: grpc.ServerUnaryCall<Request, Response>,
  callback: grpc.sendUnaryData<Response>,
) => void;

/**
 * The engine's side of a stand-in: answers the ResourceProvider service for the types of one provider.
 * The engine opens a connection for each provider that a program configures, so what was configured is
 * kept by connection.
 */
export class ResourceProvider<Context extends NamedContext> {
  readonly #standIn: ProviderStandIn<Context>;
  readonly #environment: AwsEnvironment;
  readonly #configured = new Map<string, Configured<Context>>();

  constructor(standIn: ProviderStandIn<Context>, environment: AwsEnvironment) {
    this.#standIn = standIn;
    this.#environment = environment;
  }

  /** Handlers by method name, as the gRPC server takes them. */
  handlers(): grpc.UntypedServiceImplementation {
    return {
      attach: answering(async () => new Empty()),
      cancel: answering(async () => new Empty()),
      getPluginInfo: answering(async () => new PluginInfo().setVersion(this.#standIn.version)),
      getSchema: answering(async () => new messages.GetSchemaResponse().setSchema("{}")),
      checkConfig: answering((request: messages.CheckRequest) => this.#checkConfig(request)),
      diffConfig: answering((request: messages.DiffRequest) => this.#diffConfig(request)),
      configure: answering((request: messages.ConfigureRequest, peer) => this.#configure(request, peer)),
      check: answering((request: messages.CheckRequest, peer) => this.#check(request, peer)),
      diff: answering((request: messages.DiffRequest) => this.#diff(request)),
      create: answering((request: messages.CreateRequest, peer) => this.#create(request, peer)),
      read: answering((request: messages.ReadRequest, peer) => this.#read(request, peer)),
      update: answering((request: messages.UpdateRequest, peer) => this.#update(request, peer)),
      delete: answering((request: messages.DeleteRequest, peer) => this.#delete(request, peer)),
      invoke: answering((request: messages.InvokeRequest, peer) => this.#invoke(request, peer)),
    };
  }

  /** Closes what the configured providers hold. */
  close(): void {
    for (const configured of this.#configured.values()) configured.close();
    this.#configured.clear();
  }

  async #checkConfig(request: messages.CheckRequest): Promise<messages.CheckResponse> {
    const inputs = fromWire(request.getNews());
    const understood = ["version", ...this.#standIn.configKeys];
    const failures = Object.keys(inputs)
      .filter((key) => !understood.includes(key))
      .map((key) => ({
        property: key,
        reason: `unknown configuration "${key}" of provider ${this.#standIn.name}: it takes ${understood.join(", ")}`,
      }));
    return new messages.CheckResponse().setInputs(toWire(inputs)).setFailuresList(checkFailures(failures));
  }

  async #diffConfig(request: messages.DiffRequest): Promise<messages.DiffResponse> {
    const changes = changedInputs(
      { update: async () => ({}) },
      fromWire(request.getOldInputs()),
      fromWire(request.getNews()),
    );
    return diffResponse(changes, false);
  }

  async #configure(request: messages.ConfigureRequest, peer: string): Promise<messages.ConfigureResponse> {
    const configured = this.#standIn.configure(fromWire(request.getArgs()), this.#environment);
    await configured.check?.();
    this.#configured.set(peer, configured);
    return new messages.ConfigureResponse().setSupportspreview(true);
  }

  async #check(request: messages.CheckRequest, peer: string): Promise<messages.CheckResponse> {
    const { type, name } = parseUrn(request.getUrn());
    const { inputs, failures } = checkInputs(this.#type(type), {
      name,
      news: fromWire(request.getNews()),
      olds: fromWire(request.getOlds()),
      seed: request.getRandomseed_asU8(),
      defaultTags: this.#configuredFor(peer).defaultTags,
      file: this.#standIn.fileOf(type),
    });
    return new messages.CheckResponse().setInputs(toWire(inputs)).setFailuresList(checkFailures(failures));
  }

  async #diff(request: messages.DiffRequest): Promise<messages.DiffResponse> {
    const { type: token, name } = parseUrn(request.getUrn());
    const type = this.#type(token);
    const [olds, news] = [fromWire(request.getOldInputs()), fromWire(request.getNews())];
    const fixedName =
      type.autoName !== undefined &&
      olds[type.autoName] === news[type.autoName] &&
      !isAutomaticName(news[type.autoName], name);
    return diffResponse(changedInputs(type, olds, news), type.deleteBeforeReplace === true || fixedName);
  }

  async #create(request: messages.CreateRequest, peer: string): Promise<messages.CreateResponse> {
    const inputs = fromWire(request.getProperties());
    if (request.getPreview()) return new messages.CreateResponse().setProperties(toWire(inputs));
    const { id, outputs } = await this.#act("creating", request.getUrn(), peer, (type, context) =>
      type.create(inputs, context).catch((error) => {
        throw error instanceof UnfinishedResource ? unfinishedInForm(error, inputs) : error;
      }),
    );
    return new messages.CreateResponse().setId(id).setProperties(toWire(outputsInForm(outputs, inputs)));
  }

  async #read(request: messages.ReadRequest, peer: string): Promise<messages.ReadResponse> {
    const known = fromWire(request.getProperties());
    const old = fromWire(request.getInputs());
    return this.#act("reading", request.getUrn(), peer, async (type, context) => {
      const resource = await type.read(request.getId(), known, context);
      if (!resource) return new messages.ReadResponse();
      const outputs = outputsInForm(resource.outputs, known);
      const { defaultTags } = this.#configuredFor(peer);
      const imported = Object.keys(known).length === 0;
      const inputs = imported
        ? importedInputs(type, outputs, defaultTags)
        : refreshedInputs(type, outputs, old, defaultTags);
      return new messages.ReadResponse()
        .setId(resource.id)
        .setProperties(toWire({ ...outputs, ...inputs }))
        .setInputs(toWire(inputs));
    });
  }

  async #update(request: messages.UpdateRequest, peer: string): Promise<messages.UpdateResponse> {
    const [olds, news] = [fromWire(request.getOlds()), fromWire(request.getNews())];
    const kept = withoutUnset(olds, fromWire(request.getOldInputs()), news);
    const outputs = await this.#act("updating", request.getUrn(), peer, async (type, context) => {
      if (request.getPreview()) {
        return Object.fromEntries((type.volatile ?? []).map((output) => [output, UNKNOWN]));
      }
      return type.update ? type.update(request.getId(), news, olds, context) : {};
    });
    return new messages.UpdateResponse().setProperties(toWire({ ...kept, ...outputsInForm(outputs, news) }));
  }

  async #delete(request: messages.DeleteRequest, peer: string): Promise<Empty> {
    const known = fromWire(request.getProperties());
    await this.#act("deleting", request.getUrn(), peer, (type, context) =>
      type.delete(request.getId(), known, context),
    );
    return new Empty();
  }

  async #invoke(request: messages.InvokeRequest, peer: string): Promise<messages.InvokeResponse> {
    const token = request.getTok();
    const file = this.#standIn.fileOf(token);
    const { [token]: functionType } = this.#standIn.functions;
    if (!functionType) {
      throw new Error(
        `no stand-in for function ${token} of provider ${this.#standIn.name}: add it to ${file}`,
      );
    }
    const args = fromWire(request.getArgs());
    const failures = unknownInputs(args, functionType.inputs, file);
    if (failures.length > 0) return new messages.InvokeResponse().setFailuresList(checkFailures(failures));
    if (containsUnknown(args)) return new messages.InvokeResponse().setReturn(toWire({}));
    const result = await functionType.invoke(args, await this.#configuredFor(peer).context());
    return new messages.InvokeResponse().setReturn(toWire(result));
  }

  /** Runs an operation of a resource's type; an error says what was being done, to what. */
  async #act<Result>(
    doing: string,
    urn: string,
    peer: string,
    operation: (type: ResourceType<Context>, context: Context) => Promise<Result>,
  ): Promise<Result> {
    const { type: token, name } = parseUrn(urn);
    const type = this.#type(token);
    try {
      const base = await this.#configuredFor(peer).context();
      return await operation(type, { ...base, name, urn } as Context);
    } catch (error) {
      throw new Error(`${doing} ${token} "${name}": ${serviceError(error).message}`, { cause: error });
    }
  }

  #type(token: string): ResourceType<Context> {
    const type = Object.hasOwn(this.#standIn.resources, token) ? this.#standIn.resources[token] : undefined;
    if (type) return type;
    const file = this.#standIn.fileOf(token);
    throw new Error(
      `no stand-in for resource type ${token} of provider ${this.#standIn.name}: add it to ${file}`,
    );
  }

  #configuredFor(peer: string): Configured<Context> {
    const configured = this.#configured.get(peer);
    if (!configured) {
      throw new Error(`provider ${this.#standIn.name} was used before it was configured: configure it first`);
    }
    return configured;
  }
}

/** Old outputs without the inputs that the program no longer gives. */
function withoutUnset(olds: Properties, oldInputs: Properties, news: Properties): Properties {
  return Object.fromEntries(Object.entries(olds).filter(([key]) => !(key in oldInputs) || key in news));
}

function unfinishedInForm({ message, resource }: UnfinishedResource, inputs: Properties): UnfinishedResource {
  return new UnfinishedResource(message, { ...resource, outputs: outputsInForm(resource.outputs, inputs) });
}

/** A promise's result or error as a gRPC answer; `peer` tells the engine's connections apart. */
function answering<Request, Response>(
  handle: (request: Request, peer: string) => Promise<Response>,
): Handler<Request, Response> {
  return (call, callback) => {
    handle(call.request, call.getPeer()).then(
      (response) => callback(null, response),
      (error: unknown) => callback(serviceError(error)),
    );
  };
}
