import type { CheckpointFinding } from "../../../backend/checkpoints/checkpoint-finding";
import { findVersion } from "../../../backend/checkpoints/find-version";
import { verifyCheckpoint } from "../../../backend/checkpoints/verify-checkpoint";
import type { SecretReader } from "../../../backend/checkpoints/verify-secrets";
import { type StackVerification, verifyStack } from "../../../backend/checkpoints/verify-stack";
import { readVersion } from "../../../backend/checkpoints/versions";
import type { StateBucket } from "../../../backend/state-bucket";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { checkedBackend } from "../../engine/environment-backend";
import { secretReaderOf, stateBucketOf } from "../../engine/state-bucket";
import type { NamedStack } from "../stack-argument";

/**
 * Checks one version of the stack's state, or what is current with its backup.
 * @throws FleetError `CheckFailed` when something is wrong
 */
export async function verify(
  context: Context,
  stack: NamedStack,
  reference: string | undefined,
): Promise<void> {
  const backend = await checkedBackend(context, stack.environment);
  const bucket = stateBucketOf(context, backend);
  const secrets = secretReaderOf(context, backend);
  const { version, findings } = await (reference === undefined
    ? verifyStack(bucket, stack.id, secrets)
    : verifyVersion(bucket, stack, reference, secrets));
  const { project, stack: name } = stack.id;
  const what = `${project} ${name}, ${version ? `version ${version.id}` : "current state"}`;
  context.output.result({ project, stack: name, version: version?.id, key: version?.key, findings }, () => {
    context.output.line(findings.length === 0 ? `${what}: nothing is wrong` : `${what}:`);
    for (const finding of findings) {
      context.output.line(`  ${describeFinding(finding)}`);
    }
  });
  if (findings.length > 0) {
    const damages = findings.filter(({ damage }) => damage).length;
    const count = findings.length === 1 ? "1 finding" : `${findings.length} findings`;
    throw new FleetError("CheckFailed", `${what}: ${count}, ${damages} of them damage`);
  }
}

async function verifyVersion(
  bucket: StateBucket,
  { id }: NamedStack,
  reference: string,
  secrets: SecretReader,
): Promise<StackVerification> {
  const version = await findVersion(bucket, id, reference);
  const { body } = await readVersion(bucket, version);
  return { version, findings: await verifyCheckpoint(body, version.key, secrets) };
}

/** `damage  urn: …`, `warning  pending: …` */
export function describeFinding({ rule, damage, message }: CheckpointFinding): string {
  return `${damage ? "damage " : "warning"}  ${rule}: ${message}`;
}
