import type { Log, LogFields } from "../../lambdas/log";

export interface LogLine {
  readonly level: keyof Log;
  readonly message: string;
  readonly fields: LogFields;
}

/** A log that keeps its lines for the test to read. */
export class RecordedLog implements Log {
  readonly lines: LogLine[] = [];

  info(message: string, fields: LogFields): void {
    this.lines.push({ level: "info", message, fields });
  }

  warn(message: string, fields: LogFields): void {
    this.lines.push({ level: "warn", message, fields });
  }

  error(message: string, fields: LogFields): void {
    this.lines.push({ level: "error", message, fields });
  }
}
