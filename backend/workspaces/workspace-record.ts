import { ENVIRONMENTS, type Environment } from "../../contracts/environment";
import { isWorkspaceName } from "../../contracts/workspace";
import { jsonObject } from "../json-object";

export const WORKSPACE_STATUSES = ["creating", "active", "destroying", "error"] as const;
export type WorkspaceStatus = (typeof WORKSPACE_STATUSES)[number];

/** What a workspace can be a copy of. */
export const WORKSPACE_TEMPLATES = ["runtime"] as const;
export type WorkspaceTemplate = (typeof WORKSPACE_TEMPLATES)[number];

/** Version of {@link WorkspaceRecord}. */
const FORMAT = 1;

/** What is known of a workspace from before its creation to after its destruction. */
export interface WorkspaceRecord {
  readonly format: typeof FORMAT;
  /** UUID of its stack, see `workspaceId`: the registry's record has the same. */
  readonly id: string;
  readonly name: string;
  readonly template: WorkspaceTemplate;
  /** The environment on whose base it stands. */
  readonly environment: Environment;
  readonly owner: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** ISO 8601, UTC: from then on `fleet workspace expire` destroys it. */
  readonly expires: string;
  /** The `expires` that its owner was warned of. */
  readonly warned?: string;
  readonly status: WorkspaceStatus;
  /** With status `error`: what failed. */
  readonly reason?: string;
  /** Where its configuration differs from the environment's, by full key. */
  readonly config: Readonly<Record<string, string>>;
}

/** A new record, not yet stored. */
export function newWorkspace(
  of: Omit<WorkspaceRecord, "format" | "status" | "reason" | "template">,
): WorkspaceRecord {
  return { format: FORMAT, template: "runtime", ...of, status: "creating" };
}

/** Whether its time is over. */
export function isExpired({ expires }: WorkspaceRecord, now: Date): boolean {
  return Date.parse(expires) <= now.getTime();
}

/** @returns undefined for what is no record */
export function parseWorkspace(body: Uint8Array): WorkspaceRecord | undefined {
  const value = jsonObject<WorkspaceRecord>(body);
  if (value?.format !== FORMAT) {
    return undefined;
  }
  const { id, name, template, environment, owner, created, expires, warned, status, reason, config } = value;
  const whole =
    typeof id === "string" &&
    typeof name === "string" &&
    isWorkspaceName(name) &&
    WORKSPACE_TEMPLATES.some((known) => known === template) &&
    ENVIRONMENTS.some((known) => known === environment) &&
    typeof owner === "string" &&
    isTime(created) &&
    isTime(expires) &&
    (warned === undefined || isTime(warned)) &&
    WORKSPACE_STATUSES.some((known) => known === status) &&
    (reason === undefined || typeof reason === "string") &&
    typeof config === "object" &&
    config !== null &&
    Object.values(config).every((text) => typeof text === "string");
  return whole ? (value as WorkspaceRecord) : undefined;
}

function isTime(value: unknown): boolean {
  return typeof value === "string" && !Number.isNaN(Date.parse(value));
}
