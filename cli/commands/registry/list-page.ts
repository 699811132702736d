import { cursorAfter, listWorkspaces } from "../../../backend/registry/list-workspaces";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import type { WorkspaceRecord } from "../../../contracts/registry/records";
import {
  compareWorkspaces,
  type WorkspaceFilter,
  type WorkspaceSort,
} from "../../../contracts/registry/workspace-filter";
import type { Context } from "../../context";
import { askEach, type UnreachableEnvironment } from "../../engine/ask-each";
import { askRegistry, registryTableOf } from "../../engine/registry";

export interface PageOptions {
  readonly filter: WorkspaceFilter;
  readonly sort: WorkspaceSort;
  readonly limit: number;
  /** Where it begins, as the page before says. */
  readonly cursor?: string;
}

/** A page of the workspaces of several environments. */
export interface EnvironmentsPage {
  readonly workspaces: readonly WorkspaceRecord[];
  readonly cursor?: string;
  readonly unreachable: readonly UnreachableEnvironment[];
}

/** Where an environment's next page begins; empty at its start. An environment that has no more is left out. */
type Places = Readonly<Partial<Record<Environment, string>>>;

/** @throws FleetError `BackendUnavailable` when no environment can be asked, `InvalidArgument` for a cursor that is none */
export async function listPage(
  context: Context,
  environments: readonly Environment[],
  { filter, sort, limit, cursor }: PageOptions,
): Promise<EnvironmentsPage> {
  const places = cursor === undefined ? undefined : parsePlaces(cursor);
  const asked = environments.filter((environment) => places === undefined || environment in places);
  const { reached, unreachable } = await askEach(asked, async (environment) => {
    const place = places?.[environment] || undefined;
    const page = await askRegistry(context, { environment }, async () => {
      const table = await registryTableOf(context, environment);
      return listWorkspaces({ table }, filter, { sort, limit, cursor: place });
    });
    return { environment, place, page };
  });
  if (reached.length === 0 && asked.length > 0) {
    throw new FleetError(
      "BackendUnavailable",
      "no environment can be reached",
      unreachable.map(({ environment, reason }) => `${environment}: ${reason}`),
    );
  }
  const all = reached.flatMap(({ page }) => page.workspaces);
  const workspaces = reached.length === 1 ? all : all.sort(compareWorkspaces(sort)).slice(0, limit);
  const next = reached.flatMap(({ environment, place, page }): [Environment, string][] => {
    const taken = page.workspaces.filter((record) => workspaces.includes(record));
    const last = taken.at(-1);
    if (taken.length === page.workspaces.length) {
      return page.cursor === undefined ? [] : [[environment, page.cursor]];
    }
    return [[environment, last ? cursorAfter(last, sort) : (place ?? "")]];
  });
  return {
    workspaces,
    ...(next.length > 0 && {
      cursor: Buffer.from(JSON.stringify(Object.fromEntries(next))).toString("base64url"),
    }),
    unreachable,
  };
}

function parsePlaces(cursor: string): Places {
  try {
    const places = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    if (typeof places === "object" && Object.values(places).every((place) => typeof place === "string")) {
      return places;
    }
  } catch {
    // Told below.
  }
  throw new FleetError(
    "InvalidArgument",
    `--cursor ${JSON.stringify(cursor.slice(0, 60))} is none: give the one that the page before ended with`,
  );
}
