import { Server, ServerCredentials } from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { languageRuntime } from "./service";

/** How often the host looks whether the engine that started it still lives, in milliseconds. */
const ENGINE_CHECK_INTERVAL = 1000;

/** Serves the language host on a free port of loopback, prints the port, and ends with the engine. */
export function main(): void {
  const [engineAddress = ""] = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
  const cancellation = new AbortController();
  const server = new Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
  server.addService(LanguageRuntimeService, languageRuntime(engineAddress, cancellation));

  const end = () => {
    cancellation.abort();
    server.forceShutdown();
    process.exit(0);
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
  // An engine that was killed cannot say goodbye: its orphans get another parent.
  const engine = process.ppid;
  setInterval(() => process.ppid !== engine && end(), ENGINE_CHECK_INTERVAL).unref();

  server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
    if (error) {
      process.stderr.write(`language host cannot listen on 127.0.0.1: ${error.message}\n`);
      process.exit(1);
    }
    process.stdout.write(`${port}\n`);
  });
}
