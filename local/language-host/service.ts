import {
  type handleUnaryCall,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceError,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import {
  AboutResponse,
  GetProgramDependenciesResponse,
  GetRequiredPackagesResponse,
  type InstallDependenciesRequest,
  InstallDependenciesResponse,
  type LanguageHandshakeRequest,
  LanguageHandshakeResponse,
  type RunRequest,
} from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { runProgram } from "./run-program";

/**
 * The calls of `pulumirpc.LanguageRuntime` that `up`, `preview`, `refresh`, `destroy`, `install` and `about`
 * make. Others (code generation, packing, plugins written in Node) answer UNIMPLEMENTED, as gRPC has it.
 */
export function languageRuntime(
  engineAddressAtStart: string,
  cancellation: AbortController,
): UntypedServiceImplementation {
  let engineAddress = engineAddressAtStart;
  return {
    handshake: unary((call: ServerUnaryCall<LanguageHandshakeRequest, LanguageHandshakeResponse>) => {
      engineAddress = call.request.getEngineAddress();
      return new LanguageHandshakeResponse();
    }),
    // Plugins are asked for when a resource is registered; nothing is fetched ahead, as the programs' folders
    // hold no node_modules of their own and the official host finds nothing there either.
    getRequiredPackages: unary(() => new GetRequiredPackagesResponse()),
    run: unary((call: ServerUnaryCall<RunRequest, unknown>) =>
      runProgram(call.request, engineAddress, cancellation.signal),
    ),
    getPluginInfo: unary(() => {
      const info = new PluginInfo();
      info.setVersion("1.0.0");
      return info;
    }),
    installDependencies: (
      call: ServerWritableStream<InstallDependenciesRequest, InstallDependenciesResponse>,
    ) => {
      const note = new InstallDependenciesResponse();
      note.setStdout(Buffer.from("Dependencies are installed by `make setup`.\n"));
      call.write(note);
      call.end();
    },
    about: unary(() => {
      const about = new AboutResponse();
      about.setExecutable(process.execPath);
      about.setVersion(process.version);
      return about;
    }),
    getProgramDependencies: unary(() => new GetProgramDependenciesResponse()),
    cancel: unary(() => {
      cancellation.abort();
      return new Empty();
    }),
  };
}

function unary<Request, Response>(
  answer: (call: ServerUnaryCall<Request, Response>) => Response | Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => answer(call))
      .then(
        (response) => callback(null, response),
        (error: Error) => {
          const failure: Partial<ServiceError> = { code: status.INTERNAL, details: error.message };
          callback(failure);
        },
      );
  };
}
