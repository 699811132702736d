import { type Item, plainItem } from "../../contracts/attribute-value";
import type { EnclaveRequest } from "../../contracts/enclave-request";
import { endOfLifetime } from "../../contracts/lifetime";
import { isRequestId } from "../../contracts/names";
import type { PipelineInput } from "../../contracts/pipeline";
import { SETTLED_STATUSES, STATUSES, type Status } from "../../contracts/status";
import { generationOf, inputOf } from "../row-input";

/**
 * What of a row the reconciler looks at. Anybody may have written the row: what is wrong in it counts as not there, and
 * so as not settled, until validation has said on the row what is wrong.
 */
export interface ObservedRow {
  /** The row's key; the requester may have got it wrong. */
  readonly id: string;
  /** Input of the execution that the row asks for. */
  readonly input: PipelineInput;
  /** Where its newest generation is. */
  readonly status: Status;
  /** Whether its generation has come to an end, good or bad. */
  readonly settled: boolean;
  /** When its requester or the pipeline last changed it; absent where the row does not say. */
  readonly changed?: Date;
  /** The fence, while the status says that an execution works on this generation. */
  readonly fence?: number;
  /** Whoever has the lease: the ARN of an execution. */
  readonly holder?: string;
  readonly owner: string;
  /** Absent where no enclave is wanted, or none can be there. */
  readonly lifetime?: { readonly from: Date; readonly to: Date };
  /** The end that the owner was warned of. */
  readonly warnedOfEnd?: string;
}

/** The attributes that {@link observedRow} reads. */
export const OBSERVED_ATTRIBUTES = [
  "id",
  "owner",
  "generation",
  "desiredState",
  "spec.lifetimeHours",
  "workspace",
  "status",
  "statusGeneration",
  "fence",
  "lease",
  "outputs.stackName",
  "warnedOfEnd",
  "updatedAt",
] as const;

/** Every field may be anything at all: each is looked at before it is used. */
type Fields = { readonly [Name in keyof EnclaveRequest]?: unknown };

const WORKING: readonly Status[] = ["DEPLOYING", "DESTROYING"];

export function observedRow(id: string, row: Item): ObservedRow {
  const fields = plainItem(row).value as Fields;
  const generation = generationOf(row);
  const status = statusOf(fields, generation);
  const changed = changeOf(fields);
  const lifetime = lifetimeOf(id, fields, changed);
  const holder = (fields.lease as { readonly holder?: unknown } | null | undefined)?.holder;
  return {
    id,
    input: inputOf(id, row),
    status,
    settled: SETTLED_STATUSES.includes(status),
    ...(changed && { changed }),
    ...(WORKING.includes(status) &&
      fields.statusGeneration === generation &&
      typeof fields.fence === "number" && { fence: fields.fence }),
    ...(typeof holder === "string" && { holder }),
    owner: typeof fields.owner === "string" ? fields.owner : "nobody",
    ...(lifetime && { lifetime }),
    ...(typeof fields.warnedOfEnd === "string" && { warnedOfEnd: fields.warnedOfEnd }),
  };
}

/** A generation that nobody has begun is PENDING, whatever the one before has come to. */
function statusOf({ status, statusGeneration }: Fields, generation: number): Status {
  // a status of a generation to come is nobody's to change: somebody wrote it by hand
  const isOfNewest = typeof statusGeneration === "number" && statusGeneration >= generation;
  return (isOfNewest && STATUSES.find((known) => known === status)) || "PENDING";
}

function changeOf({ updatedAt }: Fields): Date | undefined {
  const changed = new Date(typeof updatedAt === "string" ? updatedAt : Number.NaN);
  return Number.isNaN(changed.getTime()) ? undefined : changed;
}

function lifetimeOf(id: string, fields: Fields, from: Date | undefined): ObservedRow["lifetime"] {
  const lifetimeHours = (fields.spec as { readonly lifetimeHours?: unknown } | null | undefined)
    ?.lifetimeHours;
  const nothingThere = (fields.status === "REJECTED" && fields.outputs === undefined) || !isRequestId(id);
  if (
    fields.desiredState !== "DEPLOYED" ||
    nothingThere ||
    typeof lifetimeHours !== "number" ||
    !(lifetimeHours > 0) ||
    !from
  ) {
    return undefined;
  }
  const to = endOfLifetime({ updatedAt: from.toISOString(), spec: { lifetimeHours } });
  return Number.isNaN(to.getTime()) ? undefined : { from, to };
}
