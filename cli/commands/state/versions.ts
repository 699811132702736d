import { type SettledVersion, settledVersions } from "../../../backend/checkpoints/settled-versions";
import { neverDeployed } from "../../../backend/checkpoints/versions";
import type { Context } from "../../context";
import { checkedBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import { describeChanges } from "../project/run-operation";
import type { NamedStack } from "../stack-argument";
import { type DescribedVersion, describeVersion } from "./described-version";
import { inOrder } from "./in-order";

export interface VersionsOptions {
  /** The most to list. */
  readonly limit: number;
  /** Also what a run saved on its way. */
  readonly all?: boolean;
}

/** Versions that are read at the same time: each may be several megabytes. */
const WIDTH = 4;

/** Lists the stack's versions, newest first, each as soon as it is read. */
export async function versions(
  context: Context,
  { id, environment }: NamedStack,
  options: VersionsOptions,
): Promise<void> {
  const backend = await checkedBackend(context, environment);
  const bucket = stateBucketOf(context, backend);
  const { output } = context;
  const found: DescribedVersion[] = [];
  const wanted = firstOf(settledVersions(bucket, id, options.all), options.limit);
  for await (const version of inOrder(wanted.items, WIDTH, (each) => describeVersion(bucket, each))) {
    if (!output.json) {
      output.line(versionLine(version));
    }
    found.push(version);
  }
  if (found.length === 0) {
    throw neverDeployed(bucket, id);
  }
  output.result({ project: id.project, stack: id.stack, versions: found, more: wanted.more() }, () => {
    if (wanted.more()) {
      output.line(`older ones are there: --limit ${options.limit * 2} lists more`);
    }
  });
}

/** The first `limit` of the versions, and, once they are through, whether there are more. */
function firstOf(all: AsyncGenerator<SettledVersion>, limit: number) {
  let more = false;
  async function* items() {
    let count = 0;
    for await (const version of all) {
      if (count === limit) {
        more = true;
        return;
      }
      count += 1;
      yield version;
    }
  }
  return { items: items(), more: () => more };
}

/** Widths are fixed: a line is shown before the next one is known. */
function versionLine(version: DescribedVersion): string {
  const { id, savedAt, current, settled, author = "", operation, result } = version;
  const mark = current ? "*" : settled ? " " : "·";
  const what = operation ? `${operation} ${result ?? ""}`.trim() : settled ? "" : "on the way";
  return `${mark} ${id.padEnd(36)}  ${savedAt.slice(0, 19)}Z  ${author.padEnd(20)}  ${what.padEnd(18)}  ${contentOf(version)}`.trimEnd();
}

function contentOf({
  deletion,
  damage,
  resources,
  pendingOperations,
  changes = {},
}: DescribedVersion): string {
  if (deletion) {
    return "deleted";
  }
  if (damage) {
    return `! ${damage}`;
  }
  const changed = Object.keys(changes).length > 0 ? ` (${describeChanges(changes, false)})` : "";
  const pending = pendingOperations ? `, ${pendingOperations} pending` : "";
  return `${resources} resources${pending}${changed}`;
}
