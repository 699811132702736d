import * as pulumi from "@pulumi/pulumi";
import { type ConstructRequest, ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import { serializeResourceProperties } from "@pulumi/pulumi/runtime/rpc";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import type { Properties, Shapes } from "../resource";
import { unknownInputs } from "../shape";
import { runInRequest } from "./program-runtime";
import { VPC_INPUTS, Vpc } from "./vpc";

/** A component that awsx builds out of resources of the aws provider. */
interface ComponentType {
  readonly inputs: Shapes;
  build(name: string, inputs: Properties, options: pulumi.ComponentResourceOptions): Component;
}

interface Component {
  readonly urn: pulumi.Output<string>;
  /** Output properties, as the real component names them. */
  readonly state: Promise<Properties>;
}

/** Every component type that the stand-in for awsx knows. */
export const COMPONENTS: Readonly<Record<string, ComponentType>> = {
  "awsx:ec2:Vpc": {
    inputs: VPC_INPUTS,
    build: (name, inputs, options) => new Vpc(name, inputs, options),
  },
};

/**
 * Builds a remote component in the program of the request.
 * @throws Error for a type or an argument that is not known
 */
export function construct(request: ConstructRequest, engineAddress: string): Promise<ConstructResponse> {
  return runInRequest(request, engineAddress, async (inputs) => {
    const type = componentType(request.getType());
    const failures = unknownInputs(inputs, type.inputs, fileOf(request.getType()));
    if (failures.length > 0) {
      throw new Error(
        `${request.getType()} "${request.getName()}": ${failures.map(({ reason }) => reason).join("; ")}`,
      );
    }
    const component = type.build(request.getName(), inputs, optionsOf(request));
    return answer(request, component);
  });
}

function componentType(token: string): ComponentType {
  const { [token]: type } = COMPONENTS;
  if (type) return type;
  throw new Error(`no stand-in for component ${token} of provider awsx: add it to ${fileOf(token)}`);
}

function fileOf(token: string): string {
  return `local/providers/awsx/${(token.split(":")[2] ?? token).toLowerCase()}.ts`;
}

function optionsOf(request: ConstructRequest): pulumi.ComponentResourceOptions {
  const providers = [...request.getProvidersMap().entries()].map(
    ([name, reference]) => [name, new pulumi.DependencyProviderResource(reference)] as const,
  );
  const parent = request.getParent();
  return {
    aliases: request
      .getAliasesList()
      .map((alias) => alias.getUrn())
      .filter((urn) => urn !== ""),
    dependsOn: request.getDependenciesList().map((urn) => new pulumi.DependencyResource(urn)),
    ignoreChanges: request.getIgnorechangesList(),
    parent: parent ? new pulumi.DependencyResource(parent) : undefined,
    protect: request.getProtect(),
    providers: Object.fromEntries(providers),
    retainOnDelete: request.getRetainondelete(),
  };
}

async function answer(request: ConstructRequest, component: Component): Promise<ConstructResponse> {
  const label = `construct(${request.getType()}, ${request.getName()})`;
  const [state, dependencies] = await serializeResourceProperties(label, await component.state);
  const response = new ConstructResponse()
    .setUrn(await settled(component.urn))
    .setState(Struct.fromJavaScript(state));
  for (const [property, resources] of dependencies) {
    const urns = await Promise.all([...resources].map((resource) => settled(resource.urn)));
    const known = new ConstructResponse.PropertyDependencies().setUrnsList(urns);
    response.getStatedependenciesMap().set(property, known);
  }
  return response;
}

function settled<Value>(output: pulumi.Output<Value>): Promise<Value> {
  return new Promise((resolve) => output.apply(resolve));
}
