import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file-based workspace; what is absent has no file. */
export interface WrittenWorkspace {
  /** As it is written, or a text that is no JSON. */
  readonly metadata?: Readonly<Record<string, unknown>> | string;
  readonly state?: string;
}

/** Id of the workspace number `count`. */
export function fileId(count: number): string {
  return `00000000-0000-4000-8000-${String(count).padStart(12, "0")}`;
}

/** A Terraform state with a bucket, a zone, a secret and something that is only looked up. */
export function smallTerraformState(bucket: string): string {
  const resource = (mode: string, type: string, attributes: Readonly<Record<string, unknown>>) => ({
    mode,
    type,
    name: "this",
    provider: 'provider["terraform.example.com/hashicorp/aws"]',
    instances: [{ attributes }],
  });
  return JSON.stringify({
    version: 4,
    terraform_version: "1.9.8",
    serial: 1,
    lineage: "l",
    resources: [
      resource("managed", "aws_s3_bucket", { id: bucket, bucket, arn: `arn:aws:s3:::${bucket}` }),
      resource("managed", "aws_route53_zone", { id: "Z1", name: "example.com" }),
      resource("managed", "random_password", { id: "none", result: "hunter2" }),
      resource("data", "aws_region", { id: "eu-west-1" }),
    ],
  });
}

/** What a metadata file of `name` says at least. */
export function metadataOf(name: string, more: Readonly<Record<string, unknown>> = {}) {
  return { name, environment: "dev", owner: "ada", created_at: "2024-05-01T10:00:00+02:00", ...more };
}

/** Writes workspaces by id into a new folder, all of them in its index, and returns its path. */
export function writeFileWorkspaces(
  workspaces: Readonly<Record<string, WrittenWorkspace>>,
  index: unknown = { workspaces: Object.keys(workspaces).map((id) => ({ id })) },
): string {
  const folder = mkdtempSync(join(tmpdir(), "file-workspaces-"));
  mkdirSync(join(folder, "metadata"));
  for (const [id, { metadata, state }] of Object.entries(workspaces)) {
    if (metadata !== undefined) {
      const text = typeof metadata === "string" ? metadata : JSON.stringify(metadata);
      writeFileSync(join(folder, "metadata", `${id}.json`), text);
    }
    if (state !== undefined) {
      mkdirSync(join(folder, id));
      writeFileSync(join(folder, id, "terraform.tfstate"), state);
    }
  }
  if (index !== undefined) {
    writeFileSync(join(folder, "index.json"), typeof index === "string" ? index : JSON.stringify(index));
  }
  return folder;
}
