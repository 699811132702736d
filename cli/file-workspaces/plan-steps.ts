import { readFileSync } from "node:fs";
import { fileWorkspace } from "../../backend/registry/file-workspace";
import type { Environment } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";
import { type FileOrigin, TERRAFORM, type WorkspaceRecord } from "../../contracts/registry/records";
import { isTruthOfFiles, type RegistryPhase } from "../../contracts/registry/registry-phase";
import { type WorkspaceRow, workspaceOfRow } from "../../contracts/registry/rows";
import { parseTerraformState, type TerraformState } from "../migration/terraform-state";
import { type FileResources, fileResources } from "./file-resources";
import type { PlannedStep, StepAction } from "./migration-step";
import { type FoundWorkspace, INDEX_FILE, STATE_FILE } from "./source-folder";
import { parseMetadata, type WorkspaceMetadata } from "./workspace-metadata";

/** What a plan is made for. */
export interface PlanSubject {
  readonly environment: Environment;
  /** Region whose prices count. */
  readonly region: string;
  readonly phase: RegistryPhase;
  /** What the folder is called in the records, without a slash at its end. */
  readonly location: string;
  /** Rows that the registry has of workspaces from files, by id. */
  readonly recorded: ReadonlyMap<string, WorkspaceRow>;
  /** Whether what is recorded is left as it is, and not read. */
  readonly resume: boolean;
}

/** What is done with each of `found`, in their order. */
export function planSteps(found: readonly FoundWorkspace[], subject: PlanSubject): readonly PlannedStep[] {
  const taken = new Map<string, string>();
  for (const [id, { name, owner }] of subject.recorded) {
    taken.set(`${name} ${owner}`, id);
  }
  return found.map((workspace) => {
    try {
      return plannedStep(workspace, subject, taken);
    } catch (error) {
      if (error instanceof FleetError) {
        return { step: { id: workspace.id, action: "leave", reason: error.message } };
      }
      throw error;
    }
  });
}

function plannedStep(found: FoundWorkspace, subject: PlanSubject, taken: Map<string, string>): PlannedStep {
  const { id } = found;
  const row = subject.recorded.get(id);
  const known = row && workspaceOfRow(row);
  if (known && subject.resume) {
    return { step: { ...shown(known), action: "same", reason: "recorded by an earlier run" } };
  }
  if (known?.files?.truth === "registry") {
    return settled(known, withState(known, found, subject), found, "registry");
  }
  if (subject.phase === "state-only") {
    return left(found, "it is not in the registry, and phase state-only reads no metadata");
  }
  if (found.metadataPath === undefined) {
    return left(found, "it has no metadata");
  }
  const reading = parseMetadata(readFileSync(found.metadataPath, "utf8"), id);
  if ("findings" in reading) {
    return left(found, reading.findings.join("; "));
  }
  const { metadata, ignored } = reading;
  const { name, environment, owner } = metadata;
  if (environment !== subject.environment) {
    return {
      step: { id, action: "other", name, environment, owner, reason: `migrate it with --env ${environment}` },
    };
  }
  const key = `${TERRAFORM}/${name} ${owner}`;
  const rival = taken.get(key) ?? id;
  if (rival !== id) {
    return left(found, `${rival} has the same name, environment and owner`, metadata);
  }
  taken.set(key, id);
  const record = withState(recordOf(id, metadata, subject), found, subject);
  return settled(known, record, found, isTruthOfFiles(subject.phase) ? "registry" : "files", ignored);
}

/** A record that knows its state, and the resources of that. */
interface WithState extends Pick<FileResources, "resources"> {
  readonly record: Omit<WorkspaceRecord, "files">;
}

const NOTHING: FileResources = { resources: [], monthlyCost: 0, unpriced: {}, resourceTypes: {} };

/** What a metadata file says, as a record that has no state yet. */
function recordOf(
  id: string,
  { name, environment, owner, status, description, tags, created, updated, expires }: WorkspaceMetadata,
  { location }: PlanSubject,
): WorkspaceRecord {
  return {
    id,
    name: `${TERRAFORM}/${name}`,
    template: TERRAFORM,
    stack: name,
    environment,
    owner,
    status:
      status === "error" || status === "failed" ? "error" : status === "destroyed" ? "destroyed" : "creating",
    location: `${location}/${id}/${STATE_FILE}`,
    tags,
    ...(description !== undefined && { description }),
    monthlyCost: 0,
    unpriced: {},
    resourceCount: 0,
    resourceTypes: {},
    created,
    updated,
    ...(expires !== undefined && { expires }),
  };
}

/**
 * `record` with what its state says. Of its status the state is believed: what has resources is there.
 * @throws FleetError `InvalidArgument` when the state cannot be read
 */
function withState(
  { files: _, ...record }: WorkspaceRecord,
  { id, statePath }: FoundWorkspace,
  { region }: PlanSubject,
): WithState {
  const state = statePath === undefined ? undefined : readState(statePath);
  const { resources, ...sums } = state ? fileResources(state, id, region) : NOTHING;
  return {
    record: {
      ...record,
      ...sums,
      resourceCount: resources.length,
      status: resources.length > 0 && record.status !== "error" ? "active" : record.status,
      ...(state && { engineVersion: `Terraform ${state.terraformVersion}` }),
    },
    resources,
  };
}

function readState(path: string): TerraformState {
  return parseTerraformState(readFileSync(path, "utf8"), path);
}

function settled(
  known: WorkspaceRecord | undefined,
  { record, resources }: WithState,
  found: FoundWorkspace,
  truth: FileOrigin["truth"],
  ignored: readonly string[] = [],
): PlannedStep {
  const workspace = fileWorkspace(record, resources, truth);
  const action = actionFor(known?.files, workspace.workspace.files);
  const reason = [
    ...(found.statePath === undefined ? ["it has no state"] : []),
    ...(found.indexed === false ? [`${INDEX_FILE} does not name it`] : []),
    ...(ignored.length > 0 ? [`not taken over: ${ignored.join(", ")}`] : []),
  ].join("; ");
  const step = { ...shown(workspace.workspace), action, reason };
  return action === "same" ? { step } : { step, workspace };
}

function actionFor(before: FileOrigin | undefined, after: FileOrigin): StepAction {
  if (!before) {
    return "add";
  }
  if (before.truth !== after.truth) {
    return "move";
  }
  return before.digest === after.digest ? "same" : "update";
}

function shown({ id, stack, environment, owner, resourceCount, monthlyCost }: WorkspaceRecord) {
  return { id, name: stack, environment, owner, resourceCount, monthlyCost };
}

function left({ id }: FoundWorkspace, reason: string, metadata?: WorkspaceMetadata): PlannedStep {
  const { name, environment, owner } = metadata ?? {};
  return { step: { id, action: "leave", name, environment, owner, reason } };
}
