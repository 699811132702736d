import { checkpointPrefix, type StackId, stackOfCheckpoint } from "../../../backend/layout";
import type { LogFinding } from "../../../backend/operations/operation-chain";
import { OperationsLog } from "../../../backend/operations/operations-log";
import { type LoggedStack, loggedStacks } from "../../../backend/operations/read-operations";
import { listObjects, type StateBucket } from "../../../backend/state-bucket";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { checkedBackend, showBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { columns } from "../../output/columns";
import type { LogScope } from "./log-scope";

/** What `--json` prints of each log. */
export interface VerifiedLog extends LoggedStack {
  readonly findings: readonly LogFinding[];
}

/**
 * Verifies the operations log of every stack.
 * @throws FleetError `CheckFailed` that names everything found
 */
export async function verify(context: Context, environment: Environment, scope: LogScope): Promise<void> {
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const bucket = stateBucketOf(context, backend);
  const logs: VerifiedLog[] = [];
  for (const stack of await loggedStacks(bucket)) {
    if (isIn(scope, stack)) {
      logs.push({ ...stack, findings: await new OperationsLog(bucket, stack).verify() });
    }
  }
  const unlogged = (await deployedStacks(bucket)).filter(
    (stack) =>
      isIn(scope, stack) && !logs.some((log) => log.project === stack.project && log.stack === stack.stack),
  );
  const { output } = context;
  output.result({ environment, logs, unlogged }, () => {
    const rows = logs.map(({ project, stack, entries, findings }) => [
      `${project} ${stack}`,
      counted(entries, "entry", "entries"),
      findings.length === 0 ? "as written" : counted(findings.length, "finding", "findings"),
    ]);
    const without = unlogged.map(({ project, stack }) => [
      `${project} ${stack}`,
      "no log",
      "nothing was recorded yet",
    ]);
    for (const line of columns([...rows, ...without])) {
      output.line(line);
    }
  });
  const found = logs.flatMap(({ project, stack, findings }) =>
    findings.map(({ message }) => `${project} ${stack}: ${message}`),
  );
  if (found.length > 0) {
    throw new FleetError(
      "CheckFailed",
      `the operations log of ${environment} is not as it was written: find out by \`fleet audit show ${environment}\` and CloudTrail who changed it`,
      found,
    );
  }
}

function counted(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}

function isIn({ project, stack }: LogScope, id: StackId): boolean {
  return (project === undefined || id.project === project) && (stack === undefined || id.stack === stack);
}

async function deployedStacks(bucket: StateBucket): Promise<readonly StackId[]> {
  const stacks: StackId[] = [];
  for await (const { key } of listObjects(bucket, checkpointPrefix())) {
    const stack = stackOfCheckpoint(key);
    if (stack) {
      stacks.push(stack);
    }
  }
  return stacks;
}
