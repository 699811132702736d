import { ENVIRONMENTS } from "../../../contracts/environment";
import type { RuntimeStack } from "../../../contracts/workspace";
import type { Context } from "../../context";
import { DEFAULT_ENVIRONMENT, readSelection, writeSelection } from "../../selection";
import { getWorkspace } from "./find-workspace";

/**
 * Remembers an environment, or a workspace and its environment; without a name, tells what is selected.
 * @throws FleetError `StackNotFound` when there is no workspace of that name
 */
export async function select(context: Context, name: string | undefined): Promise<void> {
  if (name !== undefined) {
    writeSelection(context.home, await selectionOf(context, name));
  }
  const selection = readSelection(context.home);
  const { environment, workspace } = selection ?? { environment: DEFAULT_ENVIRONMENT };
  const result = { environment, workspace: workspace ?? null, selected: selection !== undefined };
  context.output.result(result, () =>
    context.output.line(workspace === undefined ? environment : `${environment} ${workspace}`),
  );
}

async function selectionOf(context: Context, name: string): Promise<RuntimeStack> {
  const environment = ENVIRONMENTS.find((candidate) => candidate === name);
  if (environment !== undefined) {
    return { environment };
  }
  const { record } = await getWorkspace(context, name);
  return { environment: record.environment, workspace: name };
}
