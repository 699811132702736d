import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";

/** An answer in the service's place. */
export interface FaultAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** What happens to a request: an answer in the service's place, or the connection cut before any. */
export type Fault = FaultAnswer | "cut";

/** Stands between AWS's clients and the emulator, and lets requests fail. */
export interface FaultProxy {
  readonly endpoint: string;
  /** From now on each request gets what `choose` says; undefined lets it pass. All pass at first. */
  choose(choose: (incoming: IncomingMessage) => Fault | undefined): void;
  /** Operations that met a fault since `choose` was last called, as {@link operationOf} names them. */
  met(): readonly string[];
  close(): Promise<void>;
}

/** `<service>.<operation>` of a JSON service, otherwise method and path. */
export function operationOf({ method, url, headers }: IncomingMessage): string {
  const target = headers["x-amz-target"];
  return typeof target === "string" ? target : `${method} ${url}`;
}

/** What a service answers to whom it throttles. */
export function throttling(incoming: IncomingMessage): FaultAnswer {
  return incoming.headers["x-amz-target"]
    ? {
        status: 400,
        contentType: "application/x-amz-json-1.0",
        body: JSON.stringify({ __type: "ThrottlingException", message: "Rate exceeded" }),
      }
    : {
        status: 400,
        contentType: "text/xml",
        body: "<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>",
      };
}

/** @param target address of the emulator */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let faultOf: (incoming: IncomingMessage) => Fault | undefined = () => undefined;
  let met: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const fault = faultOf(incoming);
    if (fault !== undefined) {
      met.push(operationOf(incoming));
    }
    if (fault === "cut") {
      incoming.socket.destroy();
      return;
    }
    if (fault) {
      incoming.resume();
      incoming.on("end", () => {
        outgoing.writeHead(fault.status, { "content-type": fault.contentType }).end(fault.body);
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
    choose: (choose) => {
      faultOf = choose;
      met = [];
    },
    met: () => met,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
