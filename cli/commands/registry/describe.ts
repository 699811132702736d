import { DESCRIPTION_TAG, MAX_TAG_VALUE } from "../../../backend/registry/stack-tags";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { Context } from "../../context";
import { showBackend } from "../../engine/environment-backend";
import { namedWorkspace } from "./named-workspace";
import { remark } from "./remark";

/**
 * Says what a workspace is for; an empty text takes the description away.
 * @throws FleetError `InvalidArgument`, and as {@link namedWorkspace}
 */
export async function describe(
  context: Context,
  named: string,
  text: string,
  environment?: Environment,
): Promise<void> {
  const description = text.trim();
  if (description.length > MAX_TAG_VALUE) {
    throw new FleetError(
      "InvalidArgument",
      `the description has ${description.length} characters: use at most ${MAX_TAG_VALUE}`,
    );
  }
  const found = await namedWorkspace(context, named, environment);
  showBackend(context, found.backend);
  const change = { [DESCRIPTION_TAG]: description === "" ? undefined : description };
  await remark(context, found, "workspace describe", change, description || "removed");
  const { name } = found.workspace;
  const result = { name, environment: found.backend.environment, description: description || null };
  context.output.result(result, () => context.output.line(`${name}: ${description || "has no description"}`));
}
