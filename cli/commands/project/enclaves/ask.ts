import type { EnclaveRequest } from "../../../../contracts/enclave-request";
import { FleetError } from "../../../../contracts/errors";
import type { Context } from "../../../context";
import type { RequestStore } from "../../enclave/request-store";
import type { Asked } from "./plan";

/** Writes a new generation for each request; one that its requester has changed meanwhile is asked for already. */
export async function ask(context: Context, store: RequestStore, asked: readonly Asked[]): Promise<void> {
  for (const { request, desiredState } of asked) {
    const written = await change(store, request, desiredState);
    context.output.line(
      written
        ? `  ${request.id}: asked for as ${desiredState} (generation ${written.generation})`
        : `  ${request.id}: was changed by somebody else meanwhile, and is left as they want it`,
    );
  }
}

async function change(
  store: RequestStore,
  request: EnclaveRequest,
  desiredState: Asked["desiredState"],
): Promise<EnclaveRequest | undefined> {
  try {
    return await store.change(request, { desiredState });
  } catch (error) {
    if (error instanceof FleetError && error.name === "OperationRefused") {
      return undefined;
    }
    throw error;
  }
}
