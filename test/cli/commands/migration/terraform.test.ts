import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { MigrateOptions } from "../../../../cli/commands/migration/migration";
import { migrateTerraform } from "../../../../cli/commands/migration/terraform";
import { FleetError } from "../../../../contracts/errors";
import { commandContext, failureOf } from "../../../support/command-context";

const STATE = JSON.stringify({
  version: 4,
  serial: 1,
  lineage: "l",
  resources: [{ mode: "managed", type: "aws_vpc", name: "a", instances: [{ attributes: { id: "vpc-1" } }] }],
});
const PLAN = `version: 1
environment: staging
lineage: l
serial: 1
resources: [{ address: aws_vpc.a, action: skip, reason: by hand }]
`;

/** All of it is refused before AWS or the engine is asked for anything: the context has neither. */
describe("migrateTerraform", () => {
  let folder: string;
  const path = (file: string) => join(folder, file);
  const messageOf = async (options: Omit<MigrateOptions, "environment">) => {
    const error = await failureOf(migrateTerraform(commandContext(), { environment: "dev", ...options }));
    expect(error).to.be.instanceOf(FleetError).and.include({ name: "InvalidArgument" });
    return error.message;
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "fleet-migration-"));
    writeFileSync(path("terraform.tfstate"), STATE);
    writeFileSync(path("plan.yaml"), PLAN);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("needs a state that can be read", async () => {
    expect(await messageOf({})).to.equal("there is no Terraform state: give its file by --state");
    expect(await messageOf({ state: path("other") })).to.equal(
      `--state ${path("other")} is not there: give the path of a file`,
    );
    expect(await messageOf({ state: folder })).to.equal(
      `--state ${folder} cannot be read: EISDIR: illegal operation on a directory, read`,
    );
  });

  it("needs the plan to go on with it or to take it back", async () => {
    expect(await messageOf({ resume: true })).to.equal(
      "--resume needs the plan that was carried out: give --plan",
    );
    expect(await messageOf({ undo: true })).to.equal(
      "--undo needs the plan that was carried out: give --plan",
    );
    expect(await messageOf({ plan: path("plan.yaml"), undo: true, dryRun: true })).to.equal(
      "--undo and --dry-run do not go together: give one of them",
    );
  });

  it("refuses the plan of another environment", async () => {
    const options = { state: path("terraform.tfstate"), plan: path("plan.yaml") };
    expect(await messageOf(options)).to.equal(
      `${path("plan.yaml")} is for staging and not for dev: give --env staging`,
    );
  });
});
