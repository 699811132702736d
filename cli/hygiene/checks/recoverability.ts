import type { CheckpointFinding } from "../../../backend/checkpoints/checkpoint-finding";
import { findVersion } from "../../../backend/checkpoints/find-version";
import { verifyCheckpoint } from "../../../backend/checkpoints/verify-checkpoint";
import type { SecretReader } from "../../../backend/checkpoints/verify-secrets";
import { verifyStack } from "../../../backend/checkpoints/verify-stack";
import { readVersion } from "../../../backend/checkpoints/versions";
import type { StackId } from "../../../backend/layout";
import { lockKeys } from "../../../backend/locks/locks";
import { listStacks } from "../../../backend/stacks";
import { FleetError } from "../../../contracts/errors";
import { secretReaderOf } from "../../engine/state-bucket";
import type { CheckResult, Hygiene, HygieneCheck } from "../hygiene-check";

/** Whether every stack's current state, and the one before it, can be read, decrypted and trusted. */
export const recoverability: HygieneCheck = { name: "recoverability", title: "Recoverability", run };

async function run(hygiene: Hygiene): Promise<CheckResult> {
  const { context, backend, bucket } = hygiene;
  const secrets = secretReaderOf(context, backend);
  const findings: string[] = [];
  const [current, previous]: [string[], string[]] = [[], []];
  for await (const id of listStacks(bucket)) {
    const name = `${id.project} ${id.stack}`;
    current.push(name);
    const found = (await verifyStack(bucket, id, secrets)).findings;
    findings.push(...described(name, await withoutRunning(hygiene, id, found)));
    const old = await verifyPrevious(hygiene, id, secrets);
    if (old) {
      previous.push(name);
      findings.push(...described(`${name}, previous version`, old));
    }
  }
  return { findings, facts: { verified: current, previousVerified: previous } };
}

/** Undefined for a stack that only one run has saved. */
async function verifyPrevious(
  { bucket }: Hygiene,
  id: StackId,
  secrets: SecretReader,
): Promise<readonly CheckpointFinding[] | undefined> {
  try {
    const { body, key } = await readVersion(bucket, await findVersion(bucket, id, "previous"));
    const found = await verifyCheckpoint(body, key, secrets);
    // It was replaced, so what was pending in it is settled, or pending in the current one too.
    return found.filter(({ rule }) => rule !== "pending");
  } catch (error) {
    if (error instanceof FleetError && error.name === "InvalidArgument") {
      return undefined;
    }
    throw error;
  }
}

/** An operation that is pending while somebody works is no fault. */
async function withoutRunning(
  { bucket }: Hygiene,
  id: StackId,
  findings: readonly CheckpointFinding[],
): Promise<readonly CheckpointFinding[]> {
  if (!findings.some(({ rule }) => rule === "pending") || (await lockKeys(bucket, id)).length === 0) {
    return findings;
  }
  return findings.filter(({ rule }) => rule !== "pending");
}

function described(name: string, findings: readonly CheckpointFinding[]): readonly string[] {
  return findings.map(({ message }) => `${name}: ${message}`);
}
