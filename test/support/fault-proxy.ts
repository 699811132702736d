import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** An answer in the service's place. */
export interface FaultAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/**
 * What happens to a request: an answer in the service's place, the connection cut before any, the answer lost of what
 * the service has done, or all of it later by so many milliseconds.
 */
export type Fault = FaultAnswer | "cut" | "lost" | { readonly delay: number };

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

/** The service for which a request is signed, as its endpoint is called: `ec2`, `states`. */
export function serviceOf({ headers }: IncomingMessage): string {
  return /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "unsigned";
}

/** What a service answers to whom it throttles. */
export function throttling(incoming: IncomingMessage): FaultAnswer {
  switch (serviceOf(incoming)) {
    case "s3":
      return errorAnswer(incoming, 503, "SlowDown", "Please reduce your request rate.");
    case "ec2":
      return errorAnswer(incoming, 503, "RequestLimitExceeded", "Request limit exceeded.");
    default:
      return errorAnswer(
        incoming,
        400,
        incoming.headers["x-amz-target"] ? "ThrottlingException" : "Throttling",
        "Rate exceeded",
      );
  }
}

/** What a service answers that is out of order. */
export function outage(incoming: IncomingMessage): FaultAnswer {
  return errorAnswer(incoming, 500, "InternalError", "We encountered an internal error. Please try again.");
}

/** An error in the form of the service's protocol. */
function errorAnswer(incoming: IncomingMessage, status: number, code: string, message: string): FaultAnswer {
  if (incoming.headers["x-amz-target"]) {
    const body = JSON.stringify({ __type: code, message });
    return { status, contentType: "application/x-amz-json-1.0", body };
  }
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  const service = serviceOf(incoming);
  const body =
    service === "s3"
      ? error
      : service === "ec2"
        ? `<Response><Errors>${error}</Errors></Response>`
        : `<ErrorResponse>${error}</ErrorResponse>`;
  return { status, contentType: "text/xml", body };
}

/** @param target address of the emulator */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let faultOf: (incoming: IncomingMessage) => Fault | undefined = () => undefined;
  let met: string[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const fault = faultOf(incoming);
    if (fault !== undefined) {
      met.push(operationOf(incoming));
    }
    if (fault === "cut") {
      incoming.socket.destroy();
    } else if (typeof fault === "object" && "status" in fault) {
      incoming.resume();
      incoming.on("end", () => {
        outgoing.writeHead(fault.status, { "content-type": fault.contentType }).end(fault.body);
      });
    } else {
      if (typeof fault === "object") {
        await sleep(fault.delay);
      }
      forward(target, incoming, outgoing, fault === "lost");
    }
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

function forward(target: string, incoming: IncomingMessage, outgoing: ServerResponse, lost: boolean): void {
  const { method, headers } = incoming;
  const forwarded = request(new URL(incoming.url ?? "/", target), { method, headers }, (answer) => {
    if (lost) {
      answer.resume().on("end", () => outgoing.destroy());
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  forwarded.on("error", () => outgoing.destroy());
  incoming.pipe(forwarded);
}
