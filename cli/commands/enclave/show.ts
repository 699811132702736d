import type { EnclaveRequest } from "../../../contracts/enclave-request";
import type { Environment } from "../../../contracts/environment";
import { guidanceFor } from "../../../contracts/error-catalogue";
import { smallestHostType } from "../../../contracts/host-types";
import { assertRequestId } from "../../../contracts/names";
import type { Context } from "../../context";
import { columns } from "../../output/columns";
import type { Output } from "../../output/output";
import { queueText } from "./queue-text";
import { requestStore } from "./request-store";

/** Shows one request. */
export async function show(context: Context, environment: Environment, id: string): Promise<void> {
  assertRequestId(id);
  const request = await requestStore(context, environment).get(id);
  context.output.result(request, () => showRequest(context.output, request));
}

export function showRequest(output: Output, request: EnclaveRequest): void {
  const { spec, reason, outputs } = request;
  const expired = request.expiredGeneration === request.generation ? ", its lifetime is over" : "";
  const behind = request.statusGeneration < request.generation;
  const rows: string[][] = [
    ["id", request.id],
    ["owner", request.owner],
    ...(request.workspace === undefined ? [] : [["workspace", request.workspace]]),
    ["wanted", `${request.desiredState} (generation ${request.generation}${expired})`],
    ["status", behind ? `${request.status} (of generation ${request.statusGeneration})` : request.status],
    ...(request.queue ? [["waits", queueText(request.queue)]] : []),
    ["image", String(spec?.image)],
    ["size", `${spec?.vcpus} vCPU, ${spec?.memoryMib} MiB`],
    ["changed", request.updatedAt],
    ...(request.execution ? [["execution", request.execution]] : []),
    ...Object.entries(outputs ?? {}).map(([name, value]) => [
      name,
      name === "instanceType" ? instanceTypeText(request, value) : String(value),
    ]),
  ];
  for (const line of columns(rows)) {
    output.line(`  ${line}`);
  }
  if (reason) {
    output.line(`  ${reason.error}: ${reason.message}`);
    for (const detail of reason.details) {
      output.line(`    - ${detail}`);
    }
    const { fixer, advice, runbook } = guidanceFor(reason.error);
    output.line(`  what to do: ${advice}`);
    if (fixer && fixer !== "requester") {
      output.line(`  for the platform team: ${runbook}`);
    }
  }
}

/** The host's type, with the request's own where AWS had none of that. */
function instanceTypeText(
  { spec, status, generation, statusGeneration }: EnclaveRequest,
  is: string,
): string {
  const own = spec?.instanceType ?? (spec && smallestHostType(spec)?.name);
  const speaksOfSpec = status === "DEPLOYED" && statusGeneration === generation;
  return own !== undefined && own !== is && speaksOfSpec ? `${is} (AWS had no ${own})` : is;
}
