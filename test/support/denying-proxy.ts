import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands between AWS's clients and the emulator, and answers some requests itself. */
export interface DenyingProxy {
  readonly endpoint: string;
  /** Writes to keys with this beginning are denied as S3 does when it may not use the key; none at first. */
  deny(keyPrefix: string | undefined): void;
  /** How many writes were denied. */
  denied(): number;
  close(): Promise<void>;
}

/** What S3 answers when KMS refuses it the caller's key. */
const DENIAL = `<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>AccessDenied</Code><Message>User: arn:aws:iam::000000000000:user/ada is not authorized to perform: kms:GenerateDataKey on the resource that encrypts the bucket</Message></Error>`;

/** @param target address of the emulator */
export async function startDenyingProxy(target: string): Promise<DenyingProxy> {
  let prefix: string | undefined;
  let count = 0;
  const server = createServer((incoming, outgoing) => {
    // /<bucket>/<key>, since clients use paths for an address without a name
    const key = decodeURIComponent(incoming.url ?? "").replace(/^\/[^/]*\//, "");
    if (incoming.method === "PUT" && prefix !== undefined && key.startsWith(prefix)) {
      count += 1;
      incoming.resume();
      incoming.on("end", () => {
        outgoing.writeHead(403, { "content-type": "application/xml" }).end(DENIAL);
      });
      return;
    }
    const { method, headers } = incoming;
    const forwarded = request(new URL(incoming.url ?? "/", target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deny: (keyPrefix) => {
      prefix = keyPrefix;
    },
    denied: () => count,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
