import { setTimeout as sleep } from "node:timers/promises";
import * as grpc from "@grpc/grpc-js";
import { expect } from "chai";
import { shareNoConnections } from "./own-connections";

const bytes = (value: Buffer): Buffer => value;
const SERVICE = {
  ping: {
    path: "/test/ping",
    requestStream: false,
    responseStream: false,
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  },
} as const;
const Client = grpc.makeGenericClientConstructor(SERVICE, "test");

describe("connections to engines", () => {
  const clients: grpc.Client[] = [];
  after(() => {
    for (const client of clients) {
      client.close();
    }
  });

  it("are a new one for a server that has got the port of one that has ended", async () => {
    shareNoConnections();
    const first = await serve(0);
    const address = `127.0.0.1:${first.port}`;
    expect(await ping(address, clients)).to.equal("answered");
    first.server.forceShutdown();
    await sleep(100);
    expect(await ping(address, clients)).to.include("ECONNREFUSED");
    const second = await serve(first.port);
    expect(await ping(address, clients)).to.equal("answered");
    second.server.forceShutdown();
  });
});

/** The client is left open, as Pulumi's SDK leaves it. */
function ping(address: string, clients: grpc.Client[]): Promise<string> {
  const client = new Client(address, grpc.credentials.createInsecure());
  clients.push(client);
  return new Promise((resolve) =>
    client.makeUnaryRequest(SERVICE.ping.path, bytes, bytes, Buffer.from("?"), (error) =>
      resolve(error?.message ?? "answered"),
    ),
  );
}

async function serve(port: number): Promise<{ readonly server: grpc.Server; readonly port: number }> {
  const server = new grpc.Server();
  server.addService(SERVICE, {
    ping: (_call: unknown, answer: grpc.sendUnaryData<Buffer>) => answer(null, Buffer.from("!")),
  });
  return new Promise((resolve, reject) =>
    server.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve({ server, port: bound }),
    ),
  );
}
