import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";

import type { AwsProvider } from "../../contracts/local-profile";
import { aws } from "./aws";
import { ComponentProvider } from "./awsx/component-provider";
import type { AwsEnvironment } from "./clients";
import { command } from "./command";
import { debugProviders, type ProviderPorts } from "./debug-providers";
import { ResourceProvider } from "./resource-provider";

export interface Providers {
  readonly ports: ProviderPorts;
  /** Value of PULUMI_DEBUG_PROVIDERS by which an engine attaches to them. */
  readonly debugProviders: string;
  close(): Promise<void>;
}

/** What one stand-in serves. */
interface Served {
  handlers(): grpc.UntypedServiceImplementation;
  close(): void;
}

/**
 * Serves the stand-ins for aws, awsx and command on free loopback ports.
 * @param environment AWS variables of the caller for whom they act: endpoint, region, credentials
 * @param awsProvider with the plugin, engines are not attached to the stand-in for aws
 */
export async function startProviders(
  environment: AwsEnvironment,
  awsProvider: AwsProvider = "stand-in",
): Promise<Providers> {
  const servers = await Promise.all([
    serve(new ResourceProvider(aws, environment)),
    serve(new ComponentProvider()),
    serve(new ResourceProvider(command, environment)),
  ]);
  const [awsServer, awsxServer, commandServer] = servers;
  const ports = { aws: awsServer.port, awsx: awsxServer.port, command: commandServer.port };
  return {
    ports,
    debugProviders: debugProviders(ports, awsProvider),
    close: async () => {
      for (const server of servers) server.close();
    },
  };
}

async function serve(served: Served): Promise<{ readonly port: number; close(): void }> {
  const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
  const server = new grpc.Server(unlimited);
  server.addService(ResourceProviderService, served.handlers());
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    close: () => {
      server.forceShutdown();
      served.close();
    },
  };
}
