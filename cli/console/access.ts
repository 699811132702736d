import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/**
 * Who may see the page: whoever has the address with its token, which the terminal shows. Other users of the machine
 * reach the port as well, and pages of the web reach it through the person's browser, by its address or by a name of
 * their own that leads here.
 */
export interface ConsoleAccess {
  readonly token: string;
  /** Name of the cookie that has the token; cookies know no ports. */
  readonly cookie: string;
  /** What a browser that was given our address says in `Host`. */
  readonly hosts: readonly string[];
}

export function newAccess(port: number): ConsoleAccess {
  return {
    token: randomBytes(24).toString("base64url"),
    cookie: `fleet-console-${port}`,
    hosts: [`127.0.0.1:${port}`, `localhost:${port}`],
  };
}

/** Whether the browser was given our own address, and not a name of somebody else's that leads here. */
export function isOwnHost({ hosts }: ConsoleAccess, { host = "" }: IncomingHttpHeaders): boolean {
  return hosts.includes(host.toLowerCase());
}

export function isToken({ token }: ConsoleAccess, given: string | null): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return given !== null && timingSafeEqual(digest(given), digest(token));
}

export function hasCookie(access: ConsoleAccess, { cookie = "" }: IncomingHttpHeaders): boolean {
  return cookie.split("; ").some((pair) => {
    const [name, value = ""] = pair.split("=");
    return name === access.cookie && isToken(access, value);
  });
}

/** Only this address gets it, no script reads it, and no request that another site begins has it. */
export function cookieOf({ cookie, token }: ConsoleAccess): string {
  return `${cookie}=${token}; HttpOnly; SameSite=Strict; Path=/`;
}

/** Of every answer: nothing is loaded from elsewhere, nothing is kept, and nobody puts the page into theirs. */
export const SECURITY_HEADERS = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
} as const;
