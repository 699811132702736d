import * as pulumi from "@pulumi/pulumi";
import { ENCLAVE_ENVIRONMENT_FIELDS, type EnclaveEnvironment } from "../contracts/enclave-environment";
import type { EnclaveRequest } from "../contracts/enclave-request";
import { FleetError } from "../contracts/errors";
import { assertRequestId } from "../contracts/names";
import { type Placement, placements } from "../contracts/placement";
import { validateSpec } from "../contracts/request-schema";

/** The part of a request's row that its stack is made of. */
export type DeployedRequest = Pick<EnclaveRequest, "id" | "owner" | "generation" | "fence" | "spec">;

/** Full keys of what the runner sets. */
export const ENCLAVE_CONFIG = {
  request: "enclave:request",
  environment: "enclave:environment",
  placement: "enclave:placement",
} as const;

export interface EnclaveConfig {
  readonly request: DeployedRequest;
  readonly environment: EnclaveEnvironment;
  readonly placement: Placement;
}

/**
 * Reads the configuration that the runner sets, each value as JSON. Without a placement it is the request's first.
 *
 * @throws FleetError `InvalidConfiguration`, `InvalidName` or `RequestRejected`
 */
export function readConfig(stack: string = pulumi.getStack()): EnclaveConfig {
  const config = new pulumi.Config("enclave");
  const request = parseRequest(config.get("request"), stack);
  const environment = parseEnclaveEnvironment(config.get("environment"), ENCLAVE_CONFIG.environment);
  const placement = parsePlacement(config.get("placement"), request, environment);
  return { request, environment, placement };
}

/**
 * @param source where the text is from, for the error
 * @throws FleetError `InvalidConfiguration`
 */
export function parseEnclaveEnvironment(text: string | undefined, source: string): EnclaveEnvironment {
  const value = parseObject(text, source);
  const missing = ENCLAVE_ENVIRONMENT_FIELDS.filter((field) => value[field] === undefined);
  if (missing.length > 0) {
    throw new FleetError(
      "InvalidConfiguration",
      `${source} lacks ${missing.join(", ")}: it is what runtime gives the runner, so deploy runtime again`,
    );
  }
  if (!Array.isArray(value.hostSubnetIds) || value.hostSubnetIds.length === 0) {
    throw new FleetError(
      "InvalidConfiguration",
      `${source} has no hostSubnetIds: a host needs at least one subnet; check base's outputs`,
    );
  }
  return value as unknown as EnclaveEnvironment;
}

function parseRequest(text: string | undefined, stack: string): DeployedRequest {
  const value = parseObject(text, ENCLAVE_CONFIG.request);
  const { id, owner, generation, fence } = value;
  if (typeof id !== "string" || id !== stack) {
    throw new FleetError(
      "InvalidConfiguration",
      `${ENCLAVE_CONFIG.request} is for ${JSON.stringify(id)}, the stack is "${stack}": a stack is named by its request's id`,
    );
  }
  assertRequestId(id);
  if (typeof owner !== "string" || owner === "" || !isWhole(generation) || !isWhole(fence)) {
    throw new FleetError(
      "InvalidConfiguration",
      `${ENCLAVE_CONFIG.request} must have owner, generation and fence of the request's row`,
    );
  }
  return { id, owner, generation, fence, spec: validateSpec(value.spec) };
}

function parsePlacement(
  text: string | undefined,
  request: DeployedRequest,
  environment: EnclaveEnvironment,
): Placement {
  const allowed = placements(request, environment);
  if (text === undefined) {
    return allowed[0];
  }
  const { subnetId, hostType } = parseObject(text, ENCLAVE_CONFIG.placement);
  const known = allowed.find((one) => one.subnetId === subnetId && one.hostType === hostType);
  if (!known) {
    throw new FleetError(
      "InvalidConfiguration",
      `${ENCLAVE_CONFIG.placement} is ${text}: use one of ${JSON.stringify(allowed)}`,
    );
  }
  return known;
}

function parseObject(text: string | undefined, source: string): Record<string, unknown> {
  if (text === undefined) {
    throw new FleetError(
      "InvalidConfiguration",
      `${source} is not set: the runner sets it, from the row of the request and from what runtime gives it`,
    );
  }
  const value = parseJson(text, source);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new FleetError("InvalidConfiguration", `${source} is not a JSON object`);
  }
  return value as Record<string, unknown>;
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FleetError("InvalidConfiguration", `${source} is not JSON`, [], { cause });
  }
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
