import { type Item, plainItem } from "./attribute-value";
import type { EnclaveRequest } from "./enclave-request";
import { boundedFindings } from "./findings";
import {
  REQUESTER_PROPERTIES,
  rejectOn,
  type SpecRules,
  sizeFindings,
  specRuleFindings,
} from "./request-schema";
import { compileSchema, type DescribedSchema, schemaFindings } from "./schema-findings";
import { DESIRED_STATES, STATUSES } from "./status";
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
