import { renameSync, rmSync, writeFileSync } from "node:fs";
import { parseCheckpointFile } from "../../../backend/checkpoints/checkpoint";
import { findVersion } from "../../../backend/checkpoints/find-version";
import { readVersion } from "../../../backend/checkpoints/versions";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { checkedBackend } from "../../engine/environment-backend";
import { stateBucketOf } from "../../engine/state-bucket";
import type { NamedStack } from "../stack-argument";

/** Only who exported it may read a state: it tells all about an environment, though its secrets stay encrypted. */
const MODE = 0o600;

/**
 * Writes a version as `pulumi stack import` takes it to stdout, or to `file` in one step.
 * @throws FleetError `CheckpointInvalid`, `InvalidArgument` when `file` cannot be written
 */
export async function exportState(
  context: Context,
  { id, environment }: NamedStack,
  reference: string,
  file: string | undefined,
): Promise<void> {
  const backend = await checkedBackend(context, environment);
  const bucket = stateBucketOf(context, backend);
  const version = await findVersion(bucket, id, reference);
  const { version: format, latest } = parseCheckpointFile((await readVersion(bucket, version)).body);
  const deployment = { version: format, deployment: latest };
  if (file === undefined) {
    context.output.result(deployment, () => context.output.line(JSON.stringify(deployment, undefined, 2)));
    return;
  }
  writeWhole(file, `${JSON.stringify(deployment, undefined, 2)}\n`);
  context.output.result({ project: id.project, stack: id.stack, version: version.id, file }, () =>
    context.output.line(`${id.project} ${id.stack}, version ${version.id}: written to ${file}`),
  );
}

/** A reader never sees half of the file, and a former file's wider mode does not stay. */
function writeWhole(file: string, text: string): void {
  const unfinished = `${file}.${process.pid}`;
  try {
    writeFileSync(unfinished, text, { mode: MODE, flag: "wx" });
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw new FleetError("InvalidArgument", `${file} cannot be written: ${(error as Error).message}`, [], {
      cause: error,
    });
  }
}
