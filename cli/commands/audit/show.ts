import { OPERATIONS, operationsPrefix, projectOperationsPrefix } from "../../../backend/layout";
import type { Environment } from "../../../contracts/environment";
import { accessLogBucketName, auditTrailName } from "../../../contracts/names";
import { accessLogs } from "../../audit/access-logs";
import type { AuditScope, SourceEvents } from "../../audit/audit-event";
import { operationEvents } from "../../audit/operation-events";
import { type EventRun, runsOf, type TimelineFilter, timeline } from "../../audit/timeline";
import { trailFiles } from "../../audit/trail-files";
import { trailHistory } from "../../audit/trail-history";
import type { Context } from "../../context";
import { checkedBackend, type EnvironmentBackend, showBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { columns } from "../../output/columns";

export interface ShowOptions extends TimelineFilter {
  readonly sinceSeconds: number;
}

/** Shows who did what to the environment's state, from every record that there is of it. */
export async function show(context: Context, environment: Environment, options: ShowOptions): Promise<void> {
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const scope = await auditScope(context, backend, options.sinceSeconds);
  const sources = await readSources(context, backend, scope, options);
  const events = timeline(
    sources.flatMap((source) => source.events),
    options,
  );
  const { output } = context;
  const report = {
    environment,
    since: scope.since.toISOString(),
    sources: sources.map(({ source, events, note }) => ({ source, events: events.length, note })),
    events,
  };
  output.result(report, () => {
    output.line();
    for (const line of columns(runsOf(events).map(row))) {
      output.line(line);
    }
    if (events.length === 0) {
      output.line("nothing is recorded");
    }
    output.line();
    for (const line of columns(
      report.sources.map(({ source, events, note }) => [source, `${events}`, note]),
    )) {
      output.line(line);
    }
  });
}

async function auditScope(
  context: Context,
  { environment, accountId, region, bucketName, keyAlias }: EnvironmentBackend,
  sinceSeconds: number,
): Promise<AuditScope> {
  const { DescribeKeyCommand } = require("@aws-sdk/client-kms") as typeof import("@aws-sdk/client-kms");
  const key = await context.clients(region).kms.send(new DescribeKeyCommand({ KeyId: keyAlias }));
  const now = context.clock.now();
  return {
    since: new Date(now.getTime() - sinceSeconds * 1000),
    now,
    accountId,
    region,
    bucketName,
    keyArn: key.KeyMetadata?.Arn ?? "",
    logBucketName: accessLogBucketName(environment, accountId, region),
    trailName: auditTrailName(environment),
  };
}

function readSources(
  context: Context,
  backend: EnvironmentBackend,
  scope: AuditScope,
  { project, stack }: TimelineFilter,
): Promise<readonly SourceEvents[]> {
  const { s3, cloudtrail } = context.clients(backend.region);
  const logs = { s3, name: scope.logBucketName };
  const prefix =
    project === undefined
      ? OPERATIONS
      : stack === undefined
        ? projectOperationsPrefix(project)
        : operationsPrefix({ project, stack });
  return Promise.all([
    operationEvents(stateBucketOf(context, backend), prefix, scope),
    trailFiles(logs, cloudtrail, scope),
    trailHistory(cloudtrail, scope),
    accessLogs(logs, scope),
  ]);
}

function row({ first, last, count }: EventRun): readonly string[] {
  const time = first.at.slice(0, 19).replace("T", " ");
  const what = count === 1 ? last.target : `${last.target} and ${count - 1} more`;
  const detail = count === 1 && last.detail ? ` (${last.detail})` : "";
  return [time, first.who, first.action, what, `${first.outcome}${detail}`];
}
