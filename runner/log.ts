/** Writes structured lines, one JSON object each, for CloudWatch Logs. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/**
 * @param context on every line, such as the correlation id
 * @param write gets each line, with its line end
 */
export function createLog(
  context: Readonly<Record<string, unknown>>,
  write: (line: string) => void = (line) => process.stdout.write(line),
): Log {
  const log =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
      write(
        `${JSON.stringify({ level, timestamp: new Date().toISOString(), message, ...fields, ...context })}\n`,
      );
  return { info: log("INFO"), error: log("ERROR") };
}
