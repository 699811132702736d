import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { type Item, plainItem } from "./attribute-value";
import type { EnclaveRequest, EnclaveSpec } from "./enclave-request";
import { boundedFindings } from "./findings";
import {
  REQUESTER_PROPERTIES,
  type RequestFile,
  rejectOn,
  type SpecRules,
  sizeFindings,
  specRuleFindings,
} from "./request-schema";
import { compileSchema, type DescribedSchema, schemaFindings } from "./schema-findings";
import { DESIRED_STATES, type DesiredState, STATUSES } from "./status";
import { WORKSPACE_NAME_PATTERN } from "./workspace";

const WHOLE_FROM_1 = { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const;
const WHOLE_FROM_0 = { ...WHOLE_FROM_1, minimum: 0 } as const;
const TIME = {
  type: "string",
  pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$",
  description: "a time in UTC, for example 2026-01-31T12:00:00Z",
} as const;

/** JSON Schema of {@link EnclaveRequest}, a row of the request table. */
export const ROW_SCHEMA = {
  type: "object",
  description: "an object",
  additionalProperties: false,
  required: [
    "id",
    "owner",
    "generation",
    "desiredState",
    "spec",
    "status",
    "statusGeneration",
    "fence",
    "createdAt",
    "updatedAt",
  ],
  properties: {
    ...REQUESTER_PROPERTIES,
    generation: {
      ...WHOLE_FROM_1,
      description: "a whole number from 1, one more with each change of desiredState or spec",
    },
    desiredState: {
      type: "string",
      enum: DESIRED_STATES,
      description: `one of ${DESIRED_STATES.join(", ")}`,
    },
    workspace: {
      type: "string",
      pattern: WORKSPACE_NAME_PATTERN,
      description: "a workspace's name, for example pr-123",
    },
    status: { type: "string", enum: STATUSES, description: `one of ${STATUSES.join(", ")}` },
    statusGeneration: { ...WHOLE_FROM_0, description: "a whole number from 0" },
    fence: { ...WHOLE_FROM_0, description: "a whole number from 0" },
    lease: {
      type: "object",
      description: "an object with holder and fence",
      additionalProperties: false,
      required: ["holder", "fence"],
      properties: {
        holder: { type: "string", description: "the ARN of an execution" },
        fence: { ...WHOLE_FROM_1, description: "a whole number from 1" },
      },
    },
    queue: { type: "object", description: "an object, written by the pipeline" },
    execution: { type: "string", description: "the ARN of an execution" },
    reason: { type: "object", description: "an object, written by the pipeline" },
    outputs: { type: "object", description: "an object, written by the pipeline" },
    warnedOfEnd: TIME,
    expiredGeneration: { ...WHOLE_FROM_1, description: "a whole number from 1" },
    createdAt: TIME,
    updatedAt: TIME,
  },
} as const satisfies DescribedSchema;

const validateRowSchema = compileSchema(ROW_SCHEMA);

/**
 * Reads a row that anybody may have written.
 * @throws FleetError `RequestRejected` with every fault in its details
 */
export function parseRequestRow(item: Item, rules: SpecRules = {}): EnclaveRequest {
  const { value, findings } = plainItem(item);
  rejectOn(sizeFindings(value.spec));
  const faults = [...findings, ...schemaFindings(validateRowSchema, value)];
  rejectOn(boundedFindings([...faults, ...specRuleFindings(value.spec, rules, faults.length === 0)]));
  return value as unknown as EnclaveRequest;
}

/** The row as DynamoDB keeps it; absent fields are left out. */
export function requestItem(request: EnclaveRequest): Record<string, AttributeValue> {
  return marshall(request, { removeUndefinedValues: true });
}

/**
 * A request as its requester writes it for the first time.
 * @param workspace the short-lived copy of runtime that is to carry it out; without it, the environment's own
 */
export function newRequest(file: RequestFile, now: Date, workspace?: string): EnclaveRequest {
  const time = now.toISOString();
  return {
    id: file.id,
    owner: file.owner,
    generation: 1,
    desiredState: "DEPLOYED",
    spec: file.spec,
    ...(workspace !== undefined && { workspace }),
    status: "PENDING",
    statusGeneration: 1,
    fence: 0,
    createdAt: time,
    updatedAt: time,
  };
}

/** What a requester wants changed. */
export interface RequestChange {
  readonly desiredState: DesiredState;
  /** @default the spec stays */
  readonly spec?: EnclaveSpec;
  /**
   * Whether the environment's own runtime takes it over from the workspace that it belongs to.
   * @default false
   */
  readonly leavesWorkspace?: boolean;
}

/**
 * The fields that a requester writes for a new intent, all others being the pipeline's. Write them on the
 * condition that the row's generation is still `request.generation`.
 */
export function nextGeneration(
  request: Pick<EnclaveRequest, "generation" | "spec">,
  change: RequestChange,
  now: Date,
): Pick<EnclaveRequest, "generation" | "desiredState" | "spec" | "updatedAt"> {
  return {
    generation: request.generation + 1,
    desiredState: change.desiredState,
    spec: change.spec ?? request.spec,
    updatedAt: now.toISOString(),
  };
}
