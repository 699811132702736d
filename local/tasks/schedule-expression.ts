/**
 * When rules are due by their schedule expressions, as EventBridge has them
 * (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html).
 */

const MINUTE = 60_000;
const UNITS: Readonly<Record<string, number>> = { minute: MINUTE, hour: 60 * MINUTE, day: 24 * 60 * MINUTE };

/**
 * Whether `expression` is due after `last`, when it was last looked at or run, up to `now`. A rate counts from
 * `last`, a cron expression names whole minutes of UTC.
 *
 * @throws Error for an expression that is not understood here
 */
export function isDue(expression: string, last: Date, now: Date): boolean {
  const [, kind, body = ""] = /^(rate|cron)\((.*)\)$/.exec(expression) ?? [];
  if (kind === "rate") {
    return now.getTime() - last.getTime() >= rate(body, expression);
  }
  if (kind === "cron") {
    return minutesAfter(last, now).some((minute) => matches(body, minute, expression));
  }
  throw unknown(expression);
}

function rate(body: string, expression: string): number {
  const [, count = "", unit = ""] = /^(\d+) (minute|hour|day)s?$/.exec(body) ?? [];
  const length = UNITS[unit];
  if (length === undefined) {
    throw unknown(expression);
  }
  return Number(count) * length;
}

/** Whole minutes after `last`, up to and with `now`. */
function minutesAfter(last: Date, now: Date): Date[] {
  const first = Math.floor(last.getTime() / MINUTE) + 1;
  const end = Math.floor(now.getTime() / MINUTE);
  return Array.from(
    { length: Math.max(0, end - first + 1) },
    (_, index) => new Date((first + index) * MINUTE),
  );
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

function matches(body: string, minute: Date, expression: string): boolean {
  const fields = body.split(" ");
  const values = [
    minute.getUTCMinutes(),
    minute.getUTCHours(),
    minute.getUTCDate(),
    minute.getUTCMonth() + 1,
    minute.getUTCDay() + 1,
    minute.getUTCFullYear(),
  ];
  if (fields.length !== values.length) {
    throw unknown(expression);
  }
  return values.every((value, index) => includes(numbered(fields[index] ?? "", index), value, expression));
}

/** Names of months and days as their numbers: January and Sunday are 1. */
function numbered(field: string, index: number): string {
  const names = [undefined, undefined, undefined, MONTHS, DAYS][index] ?? [];
  return field.replace(/[A-Z]{3}/g, (name) => (names.includes(name) ? `${names.indexOf(name) + 1}` : name));
}

function includes(field: string, value: number, expression: string): boolean {
  return field.split(",").some((part) => {
    const [, range = "", step] = /^(\*|\?|\d+(?:-\d+)?)(?:\/(\d+))?$/.exec(part) ?? [];
    if (range === "") {
      throw unknown(expression);
    }
    const [from = 0, to] = /^[*?]$/.test(range)
      ? [0, Number.POSITIVE_INFINITY]
      : range.split("-").map(Number);
    const last = to ?? (step === undefined ? from : Number.POSITIVE_INFINITY);
    return value >= from && value <= last && (value - from) % Number(step ?? 1) === 0;
  });
}

function unknown(expression: string): Error {
  return new Error(
    `schedule ${expression} is not understood: add it to local/tasks/schedule-expression.ts, or use rate(…) or plain numbers, lists, ranges and steps in cron(…)`,
  );
}
