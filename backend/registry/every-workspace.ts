import type { WorkspaceRecord } from "../../contracts/registry/records";
import type { WorkspacePage } from "./list-workspaces";

/** The workspaces of all pages, each of which is asked for by where it begins. */
export async function* everyWorkspace(
  page: (cursor: string | undefined) => Promise<WorkspacePage>,
): AsyncGenerator<WorkspaceRecord> {
  let cursor: string | undefined;
  do {
    const { workspaces, cursor: next } = await page(cursor);
    yield* workspaces;
    cursor = next;
  } while (cursor !== undefined);
}
