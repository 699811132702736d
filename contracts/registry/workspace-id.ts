import { createHash } from "node:crypto";
import { type Project, PULUMI_PROJECT } from "../environment";

/** Namespace of the ids (RFC 9562, 6.6); a random UUID that never changes. */
const NAMESPACE = Buffer.from("6f1a1f3e5b0c4c0f9d54b7a1c2e83d90", "hex");

/**
 * Id of the workspace whose state is at this place: UUID version 5, so that whoever indexes a stack, at whatever
 * time, means the same row. A stack that is removed and made again has the same id, and one history.
 */
export function workspaceId(bucketName: string, project: Project, stack: string): string {
  const digest = createHash("sha1")
    .update(NAMESPACE)
    .update(`${bucketName}/${PULUMI_PROJECT[project]}/${stack}`)
    .digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}
