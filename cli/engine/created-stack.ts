import { FleetError } from "../../contracts/errors";
import type { Context } from "../context";
import type { StackTarget } from "./engine";

/** `work` on a stack; one that was never deployed is created first, empty. */
export async function onCreatedStack<Result>(
  context: Context,
  target: StackTarget,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof FleetError && error.name === "StackNotFound")) {
      throw error;
    }
    await context.engine().createStack(target);
    return await work();
  }
}
