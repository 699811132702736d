import type { StackId } from "../../../backend/layout";
import type { WorkspaceRecord } from "../../../backend/workspaces/workspace-record";
import { type RuntimeStack, runtimeStackName } from "../../../contracts/workspace";
import type { Context } from "../../context";
import type { StackTarget } from "../../engine/engine";
import { type EnvironmentBackend, targetOf } from "../../engine/environment-backend";

type Workspace = Pick<WorkspaceRecord, "environment" | "name">;

export function workspaceOf({ environment, name }: Workspace): RuntimeStack {
  return { environment, workspace: name };
}

/** The stack of a workspace's runtime. */
export function workspaceStack(workspace: Workspace): StackId {
  return { project: "runtime", stack: runtimeStackName(workspaceOf(workspace)) };
}

export function workspaceTarget(
  context: Context,
  backend: EnvironmentBackend,
  record: WorkspaceRecord,
): StackTarget {
  const { project, stack } = workspaceStack(record);
  return { ...targetOf(context, project, backend), stack, overrides: record.config };
}
