import type { WorkspaceRecord } from "./workspace-record";

const HOUR = 3_600_000;

/** How long before its end an owner is told, in milliseconds: within these, a quarter of the workspace's life. */
const NOTICE = { min: 2 * HOUR, max: 24 * HOUR } as const;

/**
 * Whether the workspace's end is near enough to tell its owner of. The shortest notice is two hours, so that a
 * schedule that runs hourly cannot miss it.
 */
export function isExpiringSoon(
  { created, expires }: Pick<WorkspaceRecord, "created" | "expires">,
  now: Date,
): boolean {
  const end = Date.parse(expires);
  const notice = Math.min(Math.max((end - Date.parse(created)) / 4, NOTICE.min), NOTICE.max);
  return end > now.getTime() && end - notice <= now.getTime();
}

/** Whether its owner was told of this end already: a workspace that was extended has another one. */
export function isWarned({ expires, warned }: WorkspaceRecord): boolean {
  return warned === expires;
}
