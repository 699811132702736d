import { PROJECTS, type Project } from "../environment";

/**
 * The registry: what the state files say, as records that can be asked. All of it is derived from state, so it can be
 * made anew at any time. Times are ISO 8601 in UTC, money is USD.
 */

export const WORKSPACE_STATUSES = [
  "creating",
  "active",
  "updating",
  "destroying",
  "destroyed",
  "error",
] as const;
export type RegistryStatus = (typeof WORKSPACE_STATUSES)[number];

/** What makes a workspace that moved in from files. */
export const TERRAFORM = "terraform";

/** The project whose program makes a workspace. */
export type Template = Project | typeof TERRAFORM;

export const TEMPLATES: readonly Template[] = [...PROJECTS, TERRAFORM];

/** A stack: an environment's own of a project, a short-lived copy of runtime, or an enclave's; or one from files. */
export interface WorkspaceRecord {
  /** UUID; see `workspaceId`. One from files keeps its own. */
  readonly id: string;
  /** `<template>/<stack>`: unique in the environment, whoever owns it; from files, for each owner. */
  readonly name: string;
  readonly template: Template;
  readonly stack: string;
  readonly environment: string;
  /** Team that answers for it; empty until its provider says so. */
  readonly owner: string;
  readonly status: RegistryStatus;
  /** Where its checkpoint is: `s3://<bucket>/<key>`. */
  readonly location: string;
  /** Pulumi's version that saved it last. */
  readonly engineVersion?: string;
  /** SHA-256, hexadecimal, of the configuration of its last deployment; a secret counts by its ciphertext. */
  readonly configHash?: string;
  /** Of its provider, and of `pulumi stack tag`. */
  readonly tags: Readonly<Record<string, string>>;
  readonly description?: string;
  /** What its resources cost for being there; too low by what `unpriced` cost. */
  readonly monthlyCost: number;
  /** Resources without a known price, by type. */
  readonly unpriced: Readonly<Record<string, number>>;
  /** Without the engine's own. */
  readonly resourceCount: number;
  /** How many of each of Pulumi's types, for instance `aws:ec2/instance:Instance`. */
  readonly resourceTypes: Readonly<Record<string, number>>;
  readonly created: string;
  /** When its state was last saved. */
  readonly updated: string;
  readonly lastDeployment?: string;
  /** `<user>@<host>`. */
  readonly lockHolder?: string;
  readonly expires?: string;
  /** Name of the stack of the same project that has its resources now: `pulumi stack rename` gave it another one. */
  readonly renamedTo?: string;
  /** Why its state cannot be read; the rest is then what it was before. */
  readonly problem?: string;
  /** Of one that moved in from files. */
  readonly files?: FileOrigin;
}

/** What became of a workspace's metadata file, and what was read last. */
export interface FileOrigin {
  /** Which of the two is believed: the metadata file, of which the record is a copy, or the record. */
  readonly truth: "files" | "registry";
  /** SHA-256, hexadecimal, of the record without this field, and its resources. */
  readonly digest: string;
}

/** A resource of a workspace. */
export interface ResourceRecord {
  readonly workspaceId: string;
  readonly urn: string;
  readonly type: string;
  /** The name that the program gives it. */
  readonly logicalName: string;
  readonly cloudId?: string;
  readonly arn?: string;
  /** The name that AWS knows it by, where it has one. */
  readonly physicalName?: string;
  readonly privateIp?: string;
  readonly publicIp?: string;
  /** `deleting` is the old half of a replacement. */
  readonly status: "present" | "deleting";
  /** URN. */
  readonly parent?: string;
  readonly created?: string;
  /** Absent where it is billed by use, or its price is not known. */
  readonly monthlyCost?: number;
}

export const DEPLOYMENT_STATUSES = ["running", "succeeded", "failed", "interrupted"] as const;
export type DeploymentStatus = (typeof DEPLOYMENT_STATUSES)[number];

/** A run of the engine on a workspace. */
export interface DeploymentRecord {
  readonly workspaceId: string;
  /** Unique in its workspace; sorts as time does. */
  readonly id: string;
  /** Pulumi's word; absent while it runs, for a lock does not tell. */
  readonly kind?: "create" | "update" | "refresh" | "destroy" | "import" | "other";
  readonly status: DeploymentStatus;
  readonly started: string;
  readonly ended?: string;
  /** `<user>@<host>`, or the commit's author where only that is known. */
  readonly by?: string;
  /** Git commit that was checked out. */
  readonly commit?: string;
  readonly changes?: Readonly<Record<string, number>>;
  /**
   * What the resources that it left cost for being there, by the prices of the day when it was indexed. Known of a
   * workspace's last deployments alone.
   */
  readonly monthlyCost?: number;
  /** The stack's outputs without secrets and without what is longer than {@link MAX_OUTPUT_LENGTH}. */
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** Why it failed, as the operations log has it. */
  readonly error?: string;
}

/** Characters of an output's JSON. */
export const MAX_OUTPUT_LENGTH = 1000;
