import { checkpointKey, lockPrefix, type StackId } from "../../backend/layout";
import { baseNames } from "../../contracts/base-names";
import { workspaceKeyOf } from "../../contracts/registry/registry-keys";
import { registryNames } from "../../contracts/registry/registry-names";
import { workspaceId } from "../../contracts/registry/workspace-id";
import type { EnvironmentBackend } from "../engine/environment-backend";

/** What somebody may want to do with a workspace, and what is said of it. */
export const ACCESS_ACTIONS = {
  see: "its record in the registry",
  read: "its state, in which secrets stay secret",
  create: "an enclave's request, or another stack's state",
  change: "an enclave's request, or another stack's state",
  unlock: "the lock of somebody else",
  decrypt: "the secrets in its state",
  forget: "its row in the registry, for good",
} as const;
export type AccessAction = keyof typeof ACCESS_ACTIONS;

/** What somebody wants to do, and with what. */
export interface AccessQuestion {
  readonly backend: EnvironmentBackend;
  readonly stateKeyArn: string;
  readonly action: AccessAction;
  readonly stack: StackId;
  /** Owner of the stack, as the registry has it. */
  readonly owner: string;
}

/** A call of AWS, as IAM looks at it. */
export interface AwsCall {
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  /** Values of condition keys, beside those that say who calls. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** The calls of AWS that it takes; all of them must be allowed. */
export function callsOf(question: AccessQuestion): readonly AwsCall[] {
  const { backend, action, stack, owner, stateKeyArn } = question;
  const { bucketName, region } = backend;
  const checkpoint = checkpointKey(stack, "none");
  const object = (act: string, key: string): AwsCall => ({
    action: `s3:${act}`,
    resource: `arn:aws:s3:::${bucketName}/${key}`,
    context: {},
  });
  const key = (act: string, service?: string): AwsCall => ({
    action: `kms:${act}`,
    resource: stateKeyArn,
    context: service === undefined ? {} : { "kms:ViaService": [`${service}.${region}.amazonaws.com`] },
  });
  const row = (act: string, table: string, partition: string): AwsCall => ({
    action: `dynamodb:${act}`,
    resource: `arn:aws:dynamodb:${region}:${backend.accountId}:table/${table}`,
    context: { "dynamodb:LeadingKeys": [partition] },
  });
  const registry = registryNames(backend.environment).table;
  const requests = baseNames(backend.environment).requestTable;
  const write = (act: string) =>
    stack.project === "enclave"
      ? [row(act, requests, stack.stack)]
      : [object("PutObject", checkpoint), key("GenerateDataKey", "s3"), key("Decrypt")];
  const calls: Readonly<Record<AccessAction, () => readonly AwsCall[]>> = {
    see: () => [row("Query", `${registry}/index/byOwner`, owner)],
    read: () => [object("GetObject", checkpoint), key("Decrypt", "s3")],
    create: () => write("PutItem"),
    change: () => write("UpdateItem"),
    unlock: () => [object("DeleteObject", `${lockPrefix(stack)}00000000-0000-4000-8000-000000000000.json`)],
    decrypt: () => [object("GetObject", checkpoint), key("Decrypt")],
    forget: () => [
      row("DeleteItem", registry, workspaceKeyOf(workspaceId(bucketName, stack.project, stack.stack)).pk),
    ],
  };
  return calls[action]();
}
