import { existsSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import type { EnclaveRequest } from "../../../contracts/enclave-request";
import type { Environment } from "../../../contracts/environment";
import { FleetError } from "../../../contracts/errors";
import { assertRequestId } from "../../../contracts/names";
import { requestCost } from "../../../contracts/prices/request-cost";
import { newRequest } from "../../../contracts/request-row";
import { parseRequestFile, type RequestFile } from "../../../contracts/request-schema";
import type { Context } from "../../context";
import { configuredRegion } from "../../engine/stack-settings";
import { follow } from "./follow";
import { type RequestStore, requestStore } from "./request-store";
import { requesterName } from "./requester-name";
import { showRequest } from "./show";
import { showRequestCost } from "./show-request-cost";
import { assertWorkspaceWorks } from "./workspace";

export interface RequestOptions {
  /** Whether the file is checked here; the pipeline checks it in any case. */
  readonly validate: boolean;
  /** Whose it is, where the file does not say. @default who asks */
  readonly owner?: string;
  /** The workspace whose pipeline is to carry it out. @default the environment's own */
  readonly workspace?: string;
  /** @default do not wait */
  readonly waitSeconds?: number;
  /** Whether it is only said what would be asked for, and what that costs. @default false */
  readonly dryRun?: boolean;
}

/** Statuses from which asking for the same again does something. */
const GIVEN_UP = ["FAILED", "REJECTED"];

/**
 * Asks for the enclave that `path` describes. The same request again changes nothing, unless it had failed; another
 * spec changes the enclave.
 */
export async function request(
  context: Context,
  environment: Environment,
  path: string,
  options: RequestOptions,
): Promise<void> {
  const { workspace, dryRun } = options;
  if (workspace !== undefined) {
    await assertWorkspaceWorks(context, environment, workspace);
  }
  const file = await readRequestFile(context, environment, path, options);
  // What was not checked may have no size that a price could be worked out from.
  const cost = options.validate
    ? requestCost(file.spec, configuredRegion(context.home, environment))
    : undefined;
  const store = requestStore(context, environment);
  const intent = await intentOf(store, file, context.clock.now(), workspace);
  if (dryRun) {
    context.output.line(`${file.id}: would be ${intent.how}; nothing is asked for (--dry-run)`);
    showRequestCost(context.output, cost);
    context.output.result({ id: file.id, outcome: intent.how, cost }, () => undefined);
    return;
  }
  const written = await intent.write();
  context.output.line(`${written.id}: ${intent.how} (generation ${written.generation})`);
  showRequestCost(context.output, cost);
  if (options.waitSeconds !== undefined) {
    await follow(context, store, written.id, options.waitSeconds);
    return;
  }
  context.output.result(written, () => showRequest(context.output, written));
}

async function readRequestFile(
  context: Context,
  environment: Environment,
  path: string,
  { validate, ...given }: RequestOptions,
): Promise<RequestFile> {
  const content = readYaml(path);
  const owner =
    content.owner ??
    given.owner ??
    (await requesterName(context, configuredRegion(context.home, environment)));
  const file = { ...content, owner };
  if (validate) {
    return parseRequestFile(file);
  }
  // They are keys of the row: without good ones there is no row that the pipeline could reject.
  assertRequestId(String(content.id));
  if (typeof owner !== "string" || owner === "") {
    throw new FleetError(
      "InvalidArgument",
      `the owner in ${path} is ${JSON.stringify(owner)}: use a text that is not empty, for instance payments`,
    );
  }
  return file as unknown as RequestFile;
}

function readYaml(path: string): Readonly<Record<string, unknown>> {
  if (!existsSync(path)) {
    throw new FleetError("InvalidArgument", `${path} is not there: give the path of a YAML or JSON file`);
  }
  let content: unknown;
  try {
    content = parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new FleetError("InvalidArgument", `${path} is neither YAML nor JSON: ${(error as Error).message}`);
  }
  if (typeof content !== "object" || content === null || Array.isArray(content)) {
    throw new FleetError("InvalidArgument", `${path} must hold an object with id, owner and spec`);
  }
  return content as Readonly<Record<string, unknown>>;
}

/** What asking will do, not yet done. */
interface Intent {
  readonly how: "requested" | "unchanged" | "changed";
  write(): Promise<EnclaveRequest>;
}

async function intentOf(
  store: RequestStore,
  file: RequestFile,
  now: Date,
  workspace: string | undefined,
): Promise<Intent> {
  const present = await store.find(file.id);
  if (!present) {
    const added = newRequest(file, now, workspace);
    return {
      how: "requested",
      write: async () => {
        await store.add(added);
        return added;
      },
    };
  }
  if (present.owner !== file.owner) {
    throw new FleetError(
      "OperationRefused",
      `request ${file.id} belongs to ${present.owner}: choose another id, or ask as ${present.owner}`,
    );
  }
  if (present.workspace !== workspace) {
    throw new FleetError(
      "OperationRefused",
      present.workspace === undefined
        ? `request ${file.id} is no workspace's: choose another id, or leave --workspace out`
        : `request ${file.id} belongs to workspace ${present.workspace}: choose another id, or add --workspace ${present.workspace}`,
    );
  }
  const asBefore = present.desiredState === "DEPLOYED" && isDeepStrictEqual(present.spec, file.spec);
  if (asBefore && !GIVEN_UP.includes(present.status)) {
    return { how: "unchanged", write: async () => present };
  }
  return {
    how: "changed",
    write: () => store.change(present, { desiredState: "DEPLOYED", spec: file.spec }),
  };
}
