import { FleetError } from "../../contracts/errors";
import type { NewOperation } from "./record-operation";

/** How an operation ended that threw `error`. */
export function outcomeOf(error: unknown): NewOperation["outcome"] {
  switch (error instanceof FleetError ? error.name : undefined) {
    case "DeploymentInterrupted":
      return "interrupted";
    case "StackLocked":
    case "OperationRefused":
      return "refused";
    default:
      return "failed";
  }
}
