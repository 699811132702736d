import { listCheckpoints, readCheckpoints } from "../../backend/checkpoints/current-checkpoints";
import { listWorkspaces } from "../../backend/workspaces/workspaces";
import { requestStore } from "../commands/enclave/request-store";
import { allRequests } from "../commands/project/enclaves/all-requests";
import type { Context } from "../context";
import type { EnvironmentBackend } from "../engine/environment-backend";
import { stateBucketOf } from "../engine/state-bucket";
import type { RemovalOptions, Search } from "./garbage";

/** What the finders look with: each source is read when it is first asked for, and once. */
export function searchOf(
  context: Context,
  backend: EnvironmentBackend,
  before: Date,
  removal: RemovalOptions,
): Search {
  const bucket = stateBucketOf(context, backend);
  return {
    context,
    backend,
    bucket,
    before,
    removal,
    checkpoints: once(async () => readCheckpoints(bucket, await listCheckpoints(bucket))),
    requests: once(() => allRequests(requestStore(context, backend.environment))),
    workspaces: once(async () => {
      const stored = await listWorkspaces(bucket);
      return new Map(stored.map(({ key, record }) => [nameIn(key), record]));
    }),
  };
}

function nameIn(key: string): string {
  return key.slice(key.lastIndexOf("/") + 1).replace(/\.json$/, "");
}

function once<Result>(read: () => Promise<Result>): () => Promise<Result> {
  let result: Promise<Result> | undefined;
  return () => {
    result ??= read();
    return result;
  };
}
