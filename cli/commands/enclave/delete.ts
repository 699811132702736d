import type { Environment } from "../../../contracts/environment";
import { assertRequestId } from "../../../contracts/names";
import type { Context } from "../../context";
import { confirm } from "../../output/confirm";
import { follow } from "./follow";
import { requestStore } from "./request-store";
import { showRequest } from "./show";

export interface DeleteOptions {
  readonly yes: boolean;
  /** @default do not wait */
  readonly waitSeconds?: number;
}

/** Gives an enclave back. Once it is asked for, asking again changes nothing, unless destroying it had failed. */
export async function deleteEnclave(
  context: Context,
  environment: Environment,
  id: string,
  options: DeleteOptions,
): Promise<void> {
  assertRequestId(id);
  const store = requestStore(context, environment);
  const present = await store.get(id);
  const asked = present.desiredState === "DESTROYED" && present.status !== "FAILED";
  if (!asked) {
    await confirm(context.output, options.yes, `This destroys enclave ${id} of ${present.owner}.`, id);
  }
  const written = asked ? present : await store.change(present, { desiredState: "DESTROYED" });
  context.output.line(
    `${id}: ${asked ? "is to be destroyed already" : "to be destroyed"} (generation ${written.generation})`,
  );
  if (options.waitSeconds !== undefined) {
    await follow(context, store, id, options.waitSeconds);
    return;
  }
  context.output.result(written, () => showRequest(context.output, written));
}
