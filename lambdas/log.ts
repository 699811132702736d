import { Logger } from "@aws-lambda-powertools/logger";

/** What a line says beside its message: single values, never events, items or tokens. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Structured log of one function. */
export interface Log {
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
}

/** A log whose lines are JSON with `service` = `functionName`. */
export function functionLog(functionName: string): Log {
  return new Logger({ serviceName: functionName });
}

/** Name and message of whatever was thrown. */
export function errorFields(error: unknown): { readonly error: string; readonly reason: string } {
  return error instanceof Error
    ? { error: error.name, reason: error.message.slice(0, 500) }
    : { error: "unknown", reason: String(error).slice(0, 500) };
}
