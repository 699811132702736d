import { type Project, PULUMI_PROJECT } from "../../contracts/environment";
import type { AuditEvent } from "./audit-event";

export interface TimelineFilter {
  readonly project?: Project;
  readonly stack?: string;
  /** Part of an ARN, user or host, in any case. */
  readonly who?: string;
  /** Also what only read. */
  readonly reads?: boolean;
}

/** All events, oldest first, each request once however many sources tell of it. */
export function timeline(events: readonly AuditEvent[], filter: TimelineFilter): readonly AuditEvent[] {
  return onePerRequest(events)
    .filter((event) => matches(event, filter))
    .sort((left, right) => left.at.localeCompare(right.at));
}

function onePerRequest(events: readonly AuditEvent[]): readonly AuditEvent[] {
  const byRequest = new Map<string, AuditEvent>();
  const single: AuditEvent[] = [];
  for (const event of events) {
    // One request may delete many objects.
    const name = event.requestId && `${event.requestId} ${event.target}`;
    const known = name && byRequest.get(name);
    if (!name) {
      single.push(event);
    } else if (known) {
      byRequest.set(name, { ...known, sources: [...new Set([...known.sources, ...event.sources])] });
    } else {
      byRequest.set(name, event);
    }
  }
  return [...single, ...byRequest.values()];
}

function matches(event: AuditEvent, { project, stack, who, reads }: TimelineFilter): boolean {
  if (who !== undefined && !event.who.toLowerCase().includes(who.toLowerCase())) {
    return false;
  }
  // Who was refused a read is worth to be known.
  if (event.readOnly && !reads && event.outcome === "succeeded") {
    return false;
  }
  return project === undefined || isOf(event, project, stack);
}

function isOf({ target, sources }: AuditEvent, project: Project, stack: string | undefined): boolean {
  if (sources.includes("operations log")) {
    return stack === undefined ? target.startsWith(`${project} `) : target === `${project} ${stack}`;
  }
  const path = `/${PULUMI_PROJECT[project]}/${stack ?? ""}`;
  const rest = target.split(path)[1];
  return rest !== undefined && (stack === undefined || /^[./]/.test(rest));
}

/** Events in a row that differ in nothing but their object and moment. */
export interface EventRun {
  readonly first: AuditEvent;
  readonly last: AuditEvent;
  readonly count: number;
}

/** Puts the many requests of one update together. */
export function runsOf(events: readonly AuditEvent[]): readonly EventRun[] {
  const runs: EventRun[] = [];
  for (const event of events) {
    const run = runs.at(-1);
    if (run && sameKind(run.last, event)) {
      runs[runs.length - 1] = { first: run.first, last: event, count: run.count + 1 };
    } else {
      runs.push({ first: event, last: event, count: 1 });
    }
  }
  return runs;
}

function sameKind(left: AuditEvent, right: AuditEvent): boolean {
  return (
    left.requestId !== undefined &&
    right.requestId !== undefined &&
    left.who === right.who &&
    left.action === right.action &&
    left.outcome === right.outcome
  );
}
