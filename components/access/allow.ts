import type { PolicyStatement } from "./policy-document";

/** Statement that allows `actions` of one service, without its prefix, on resources. */
export function allow(
  Sid: string,
  service: string,
  actions: readonly string[],
  Resource: string | readonly string[],
): PolicyStatement {
  return { Sid, Effect: "Allow", Action: actions.map((action) => `${service}:${action}`), Resource };
}
