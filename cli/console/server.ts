import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { FleetError } from "../../contracts/errors";
import type { Clock } from "../clock";
import {
  type ConsoleAccess,
  cookieOf,
  hasCookie,
  isOwnHost,
  isToken,
  newAccess,
  SECURITY_HEADERS,
} from "./access";
import type { ConsoleQueries } from "./queries";
import { type Answer, answer } from "./routes";

/** Only this machine reaches it. */
const ADDRESS = "127.0.0.1";

export interface RunningConsole {
  /** With the token: who has it may look. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves the page on this machine.
 * @param port 0 for a free one
 * @throws FleetError `PrerequisiteMissing` when the port is taken
 */
export async function startConsole(
  queries: ConsoleQueries,
  clock: Clock,
  port: number,
): Promise<RunningConsole> {
  let access: ConsoleAccess | undefined;
  const server = createServer((request, response) => {
    if (access) {
      void respond(queries, clock, access, request, response);
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(portTaken(port, error)));
    server.listen(port, ADDRESS, resolve);
  });
  const own = (server.address() as AddressInfo).port;
  access = newAccess(own);
  return {
    url: `http://${ADDRESS}:${own}/?token=${access.token}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // A browser keeps its connections open.
        server.closeAllConnections();
      }),
  };
}

function portTaken(port: number, cause: Error): FleetError {
  return new FleetError(
    "PrerequisiteMissing",
    `port ${port} cannot be used (${(cause as NodeJS.ErrnoException).code}): give another one by --port, or none for a free one`,
    [],
    { cause },
  );
}

async function respond(
  queries: ConsoleQueries,
  clock: Clock,
  access: ConsoleAccess,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = "", headers } = request;
  if (!isOwnHost(access, headers)) {
    send(request, response, plain(403, "this address is not the console's own"));
    return;
  }
  if (method !== "GET" && method !== "HEAD") {
    send(request, response, plain(405, "the console only shows"), { allow: "GET, HEAD" });
    return;
  }
  const path = request.url ?? "/";
  const origin = `http://${headers.host}`;
  if (!URL.canParse(path, origin)) {
    send(request, response, plain(400, "this is no address"));
    return;
  }
  const url = new URL(path, origin);
  if (isToken(access, url.searchParams.get("token"))) {
    // The token leaves the address, and with it the history and the next screenshot.
    send(request, response, plain(303, ""), { location: "/", "set-cookie": cookieOf(access) });
    return;
  }
  if (!hasCookie(access, headers)) {
    send(request, response, plain(403, "open the address that `fleet console` has printed"));
    return;
  }
  send(request, response, await answer(queries, clock, url));
}

function plain(status: number, text: string): Answer {
  return { status, type: "text/plain; charset=utf-8", body: `${text}\n` };
}

function send(
  { method }: IncomingMessage,
  response: ServerResponse,
  { status, type, body, policy }: Answer,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    ...SECURITY_HEADERS,
    ...(policy !== undefined && { "content-security-policy": policy }),
    "content-type": type,
    ...headers,
  });
  response.end(method === "HEAD" ? undefined : body);
}
