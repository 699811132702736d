import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What ECS's agent tells a container of its task. */
export interface TaskMetadata {
  readonly Cluster: string;
  readonly TaskARN: string;
}

/** Stands in for the metadata endpoint of ECS's agent, on loopback, for all tasks. */
export class TaskMetadataEndpoint {
  readonly #tasks = new Map<string, TaskMetadata>();
  #server: Promise<Server> | undefined;

  /** @returns the container's ECS_CONTAINER_METADATA_URI_V4 */
  async serve(metadata: TaskMetadata): Promise<string> {
    const id = metadata.TaskARN.split("/").at(-1) ?? "";
    this.#tasks.set(`/v4/${id}/task`, metadata);
    this.#server ??= this.#listen();
    const { port } = (await this.#server).address() as AddressInfo;
    return `http://127.0.0.1:${port}/v4/${id}`;
  }

  async close(): Promise<void> {
    (await this.#server)?.close();
  }

  #listen(): Promise<Server> {
    const server = createServer((request, response) => {
      const metadata = this.#tasks.get(request.url ?? "");
      response.writeHead(metadata ? 200 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify(metadata ?? {}));
    });
    // It serves tasks, and keeps nothing alive by itself.
    server.unref();
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", () => resolve(server));
    });
  }
}
