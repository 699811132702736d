import { type Item, plainItem } from "../../contracts/attribute-value";
import type { EnclaveRequest } from "../../contracts/enclave-request";
import { endOfLifetime } from "../../contracts/lifetime";
import { isRequestId } from "../../contracts/names";
import type { PipelineInput } from "../../contracts/pipeline";
import { SETTLED_STATUSES, type Status } from "../../contracts/status";
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
  /** Whether its generation has come to an end, good or bad. */
  readonly settled: boolean;
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
  const isOf = (statuses: readonly Status[]) => statuses.some((status) => status === fields.status);
  const { statusGeneration } = fields;
  const generation = generationOf(row);
  const lifetime = lifetimeOf(id, fields);
  const holder = (fields.lease as { readonly holder?: unknown } | null | undefined)?.holder;
  return {
    id,
    input: inputOf(id, row),
    // a status of a generation to come is nobody's to change: somebody wrote it by hand
    settled: isOf(SETTLED_STATUSES) && typeof statusGeneration === "number" && statusGeneration >= generation,
    ...(isOf(WORKING) &&
      statusGeneration === generation &&
      typeof fields.fence === "number" && { fence: fields.fence }),
    ...(typeof holder === "string" && { holder }),
    owner: typeof fields.owner === "string" ? fields.owner : "nobody",
    ...(lifetime && { lifetime }),
    ...(typeof fields.warnedOfEnd === "string" && { warnedOfEnd: fields.warnedOfEnd }),
  };
}

function lifetimeOf(id: string, fields: Fields): ObservedRow["lifetime"] {
  const lifetimeHours = (fields.spec as { readonly lifetimeHours?: unknown } | null | undefined)
    ?.lifetimeHours;
  const nothingThere = (fields.status === "REJECTED" && fields.outputs === undefined) || !isRequestId(id);
  if (
    fields.desiredState !== "DEPLOYED" ||
    nothingThere ||
    typeof lifetimeHours !== "number" ||
    !(lifetimeHours > 0) ||
    typeof fields.updatedAt !== "string"
  ) {
    return undefined;
  }
  const { updatedAt } = fields;
  const [from, to] = [new Date(updatedAt), endOfLifetime({ updatedAt, spec: { lifetimeHours } })];
  return Number.isNaN(from.getTime()) || Number.isNaN(to.getTime()) ? undefined : { from, to };
}
