import type * as grpc from "@grpc/grpc-js";
import { version } from "@pulumi/awsx/package.json";
import { type PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { serviceError } from "../wire";

/** The engine's side of the stand-in for awsx: builds components out of resources of the aws provider. */
export class ComponentProvider {
  /** By connection: where the engine that opened it listens. */
  readonly #engines = new Map<string, string>();

  /** Handlers by method name, as the gRPC server takes them. */
  handlers(): grpc.UntypedServiceImplementation {
    return {
      attach: (call: grpc.ServerUnaryCall<PluginAttach, Empty>, callback: grpc.sendUnaryData<Empty>) => {
        this.#engines.set(call.getPeer(), call.request.getAddress());
        callback(null, new Empty());
      },
      cancel: (_: unknown, callback: grpc.sendUnaryData<Empty>) => callback(null, new Empty()),
      getPluginInfo: (_: unknown, callback: grpc.sendUnaryData<PluginInfo>) =>
        callback(null, new PluginInfo().setVersion(version)),
      checkConfig: (
        call: grpc.ServerUnaryCall<messages.CheckRequest, messages.CheckResponse>,
        callback: grpc.sendUnaryData<messages.CheckResponse>,
      ) => callback(null, new messages.CheckResponse().setInputs(call.request.getNews())),
      diffConfig: (_: unknown, callback: grpc.sendUnaryData<messages.DiffResponse>) =>
        callback(null, new messages.DiffResponse()),
      configure: (_: unknown, callback: grpc.sendUnaryData<messages.ConfigureResponse>) =>
        callback(
          null,
          new messages.ConfigureResponse()
            .setSupportspreview(true)
            .setAcceptsecrets(true)
            .setAcceptresources(true)
            .setAcceptoutputs(true),
        ),
      construct: (
        call: grpc.ServerUnaryCall<messages.ConstructRequest, messages.ConstructResponse>,
        callback: grpc.sendUnaryData<messages.ConstructResponse>,
      ) => {
        // @pulumi/aws takes a second to load, and most programs have no component of awsx
        const { construct } = require("./construct") as typeof import("./construct");
        construct(call.request, this.#engines.get(call.getPeer()) ?? "").then(
          (response) => callback(null, response),
          (error: unknown) => callback(serviceError(error)),
        );
      },
    };
  }

  close(): void {
    this.#engines.clear();
  }
}
