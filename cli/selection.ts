import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Environment, parseEnvironment } from "../contracts/environment";
import { FleetError } from "../contracts/errors";
import { assertWorkspaceName, type RuntimeStack } from "../contracts/workspace";

/** Where nothing is selected. */
export const DEFAULT_ENVIRONMENT: Environment = "dev";

/** The file of a home's selection: the checkout's, or that of the local AWS. */
export function selectionPath(home: string): string {
  return join(home, ".fleet", "selection.json");
}

/**
 * What `fleet workspace select` chose; undefined when nothing is.
 * @throws FleetError `InvalidConfiguration` when the file was changed by hand
 */
export function readSelection(home: string): RuntimeStack | undefined {
  const path = selectionPath(home);
  if (!existsSync(path)) {
    return undefined;
  }
  try {
    const { environment, workspace } = JSON.parse(readFileSync(path, "utf8")) as Partial<RuntimeStack>;
    if (workspace !== undefined) {
      assertWorkspaceName(workspace);
    }
    return {
      environment: parseEnvironment(String(environment)),
      ...(workspace !== undefined && { workspace }),
    };
  } catch (cause) {
    throw new FleetError(
      "InvalidConfiguration",
      `${path} is no selection: run \`fleet workspace select <env>\` again`,
      [],
      { cause },
    );
  }
}

/** The environment that `given` names, or else the one that is selected. @throws FleetError `InvalidEnvironment` */
export function environmentOrSelected(home: string, given: string | undefined): Environment {
  return given === undefined
    ? (readSelection(home)?.environment ?? DEFAULT_ENVIRONMENT)
    : parseEnvironment(given);
}

export function writeSelection(home: string, selection: RuntimeStack): void {
  const path = selectionPath(home);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(selection)}\n`);
}

/** Selects the environment instead, where the workspace was selected that is gone now. */
export function deselect(home: string, { environment, workspace }: RuntimeStack): void {
  const selected = existsSync(selectionPath(home)) ? readSelection(home) : undefined;
  if (selected?.environment === environment && selected.workspace === workspace) {
    writeSelection(home, { environment });
  }
}
