import type { Environment } from "../../../contracts/environment";
import type { Context } from "../../context";
import { showBackend } from "../../engine/environment-backend";
import { confirm } from "../../output/confirm";
import { type DestroyOptions as DestroyWorkspaceOptions, destroyWorkspace } from "./destroy-workspace";
import { findWorkspace } from "./find-workspace";
import { enclavesOf } from "./take-back-enclaves";

export interface DestroyOptions extends DestroyWorkspaceOptions {
  readonly environment?: Environment;
  readonly yes: boolean;
}

/** Destroys one workspace; one that is not there is no failure. */
export async function destroy(context: Context, name: string, options: DestroyOptions): Promise<void> {
  const { output } = context;
  const { found, unreachable } = await findWorkspace(context, name, options.environment);
  if (!found) {
    for (const { environment, reason } of unreachable) {
      output.line(`warning: ${environment} could not be looked at: ${reason}`);
    }
    output.result({ name, destroyed: false }, () => output.line(`workspace ${name}: is not there`));
    return;
  }
  const { backend, record } = found;
  showBackend(context, backend);
  const enclaves = await enclavesOf(context, backend, name);
  const and = enclaves.length === 0 ? "" : ` and its enclaves ${enclaves.map(({ id }) => id).join(", ")}`;
  await confirm(
    output,
    options.yes,
    `This destroys workspace ${name} of ${record.owner}${and}; ${record.environment} itself stays as it is.`,
    name,
  );
  const report = await destroyWorkspace(context, backend, record, options);
  output.result(report, () => output.line(`workspace ${name}: is gone`));
}
