import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { PlannedStep } from "../../../cli/file-workspaces/migration-step";
import { type PlanSubject, planSteps } from "../../../cli/file-workspaces/plan-steps";
import { findWorkspaces } from "../../../cli/file-workspaces/source-folder";
import { type WorkspaceRow, workspaceRow } from "../../../contracts/registry/rows";
import { fileId, metadataOf, smallTerraformState, writeFileWorkspaces } from "../../support/file-workspaces";

const [ONE, TWO, THREE] = [fileId(1), fileId(2), fileId(3)] as const;
const STATE = smallTerraformState("shop-files");

/** The rows that the registry has once the steps are done. */
function recordedBy(planned: readonly PlannedStep[]): ReadonlyMap<string, WorkspaceRow> {
  const indexing = { saved: true, pendingOperations: 0, providerTags: {}, stackTags: {}, running: [] };
  const rows = planned.flatMap(({ workspace }) =>
    workspace ? workspaceRow(workspace.workspace, { revision: 1, ...indexing }) : [],
  );
  return new Map(rows.map((row) => [row.id ?? "", row]));
}

describe("planSteps", () => {
  let folder: string;
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const plan = (given: Partial<PlanSubject> = {}) =>
    planSteps(findWorkspaces(folder), {
      environment: "dev",
      region: "eu-west-1",
      phase: "registry-first",
      location: "s3://team",
      recorded: new Map(),
      resume: false,
      ...given,
    });
  const said = (planned: readonly PlannedStep[]) =>
    planned.map(({ step: { action, reason } }) => `${action} ${reason}`.trim());
  const rewrite = (metadata: unknown) =>
    writeFileSync(join(folder, "metadata", `${ONE}.json`), JSON.stringify(metadata));

  it("makes a record of metadata and state, and of the state names and costs alone", () => {
    folder = writeFileWorkspaces({
      [ONE]: { metadata: metadataOf("shop", { description: "the shop", color: "red" }), state: STATE },
    });
    const [planned] = plan();
    expect(planned?.step).to.deep.equal({
      id: ONE,
      action: "add",
      name: "shop",
      environment: "dev",
      owner: "ada",
      resourceCount: 3,
      monthlyCost: 0.5,
      reason: "not taken over: color",
    });
    const { files, ...record } = planned?.workspace?.workspace ?? {};
    expect(record).to.deep.equal({
      id: ONE,
      name: "terraform/shop",
      template: "terraform",
      stack: "shop",
      environment: "dev",
      owner: "ada",
      status: "active",
      location: `s3://team/${ONE}/terraform.tfstate`,
      engineVersion: "Terraform 1.9.8",
      tags: {},
      description: "the shop",
      monthlyCost: 0.5,
      unpriced: { random_password: 1 },
      resourceCount: 3,
      resourceTypes: { "aws:s3/bucket:Bucket": 1, "aws:route53/zone:Zone": 1, random_password: 1 },
      created: "2024-05-01T08:00:00.000Z",
      updated: "2024-05-01T08:00:00.000Z",
    });
    expect(files?.truth).to.equal("files");
    expect(planned?.workspace?.resources[0]).to.deep.equal({
      workspaceId: ONE,
      urn: "terraform::aws_s3_bucket.this",
      type: "aws:s3/bucket:Bucket",
      logicalName: "aws_s3_bucket.this",
      cloudId: "shop-files",
      arn: "arn:aws:s3:::shop-files",
      physicalName: "shop-files",
      status: "present",
    });
    expect(JSON.stringify(planned)).not.to.include("hunter2");
  });

  it("writes what differs from the registry, and nothing twice", () => {
    folder = writeFileWorkspaces({ [ONE]: { metadata: metadataOf("shop"), state: STATE } });
    const recorded = recordedBy(plan());
    expect(said(plan({ recorded }))).to.deep.equal(["same"]);
    rewrite(metadataOf("shop", { description: "changed" }));
    expect(said(plan({ recorded }))).to.deep.equal(["update"]);
    expect(said(plan({ recorded, resume: true }))).to.deep.equal(["same recorded by an earlier run"]);
  });

  it("believes the registry once a workspace has moved, and of its files the state only", () => {
    folder = writeFileWorkspaces({ [ONE]: { metadata: metadataOf("shop"), state: STATE } });
    const moved = plan({ phase: "move-in", recorded: recordedBy(plan()) });
    expect(said(moved)).to.deep.equal(["move"]);
    const recorded = recordedBy(moved);
    rewrite(metadataOf("shop", { description: "changed" }));
    expect(said(plan({ phase: "move-in", recorded }))).to.deep.equal(["same"]);
    expect(said(plan({ phase: "read-only", recorded }))).to.deep.equal(["same"]);
    rmSync(join(folder, "metadata"), { recursive: true });
    writeFileSync(join(folder, ONE, "terraform.tfstate"), smallTerraformState("other-files"));
    const [changed] = plan({ phase: "state-only", recorded });
    expect(changed?.step.action).to.equal("update");
    expect(changed?.workspace?.workspace).to.include({ owner: "ada", name: "terraform/shop" });
    expect(changed?.workspace?.resources[0]?.cloudId).to.equal("other-files");
  });

  it("reads no metadata in the last phase", () => {
    folder = writeFileWorkspaces({ [ONE]: { metadata: metadataOf("shop"), state: STATE } });
    expect(said(plan({ phase: "state-only" }))).to.deep.equal([
      "leave it is not in the registry, and phase state-only reads no metadata",
    ]);
  });

  it("leaves what cannot be read, and takes the rest", () => {
    folder = writeFileWorkspaces(
      {
        [ONE]: { metadata: metadataOf("shop"), state: '{"password":"hunter2"' },
        [TWO]: { state: STATE },
        [THREE]: { metadata: metadataOf("empty", { status: "destroyed" }) },
        [fileId(4)]: { metadata: metadataOf("far", { environment: "prod" }) },
        [fileId(5)]: { metadata: "{" },
      },
      [ONE],
    );
    const state = join(folder, ONE, "terraform.tfstate");
    const planned = plan();
    expect(said(planned)).to.deep.equal([
      `leave ${state} is no Terraform state, for it is not whole or no JSON: give the file that \`terraform state pull\` writes`,
      "leave it has no metadata",
      "add it has no state; index.json does not name it",
      "other migrate it with --env prod",
      "leave its metadata is not JSON",
    ]);
    expect(planned[2]?.workspace?.workspace.status).to.equal("destroyed");
  });

  it("takes one of two that have the same name, environment and owner", () => {
    folder = writeFileWorkspaces({
      [ONE]: { metadata: metadataOf("shop") },
      [TWO]: { metadata: metadataOf("shop") },
      [THREE]: { metadata: metadataOf("shop", { owner: "grace" }) },
    });
    const rivals = [
      "add it has no state",
      `leave ${ONE} has the same name, environment and owner`,
      "add it has no state",
    ];
    expect(said(plan())).to.deep.equal(rivals);
    const recorded = recordedBy(plan());
    rmSync(join(folder, "metadata", `${ONE}.json`));
    expect(said(plan({ recorded }))[1]).to.equal(rivals[1]);
  });
});
