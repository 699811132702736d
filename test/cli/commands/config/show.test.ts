import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import { showConfig } from "../../../../cli/commands/config/show";
import { commandContext, failureOf } from "../../../support/command-context";

const STATE = { "aws:region": "eu-west-1", "fleet:owner": "platform", "fleet:costCenter": "hyperion" };

describe("fleet config show", () => {
  let root: string;
  let home: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "fleet-config-"));
    home = mkdtempSync(join(tmpdir(), "fleet-config-home-"));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
    rmSync(home, { recursive: true });
  });
  const configure = (folder: string, config: Record<string, unknown>) =>
    writeFileSync(join(folder, "Pulumi.dev.yaml"), stringify({ config }));

  it("shows each value, its source, what it decides, what is allowed and the default", async () => {
    configure(root, { ...STATE, "state:noncurrentVersionDays": 30 });
    const context = commandContext({ root, home: root });
    await showConfig(context, ["state"], "dev");

    const { lines } = context.said;
    const index = lines.findIndex((line) => line.startsWith("state:noncurrentVersionDays"));
    expect(lines.slice(index, index + 6)).to.deep.equal([
      "state:noncurrentVersionDays  30              Pulumi.dev.yaml",
      "  how long an older version of a checkpoint can be restored",
      "  a whole number from 1 to 3650 (days); default 90",
      "state:accessLogDays          365             default",
      "  how long it is known who touched the state",
      "  a whole number from 1 to 3650 (days); default 365",
    ]);
    expect(lines).to.include("fleet:owner                  platform        Pulumi.dev.yaml");
    expect(lines).to.include("  a team's name of at most 128 letters, digits and + = . _ : / @ -; required");
  });

  it("names the profile as the source of what differs from the repository", async () => {
    configure(root, { ...STATE, "state:accessLogDays": 30 });
    configure(home, { ...STATE, "state:accessLogDays": 7 });
    const context = commandContext({ root, home });
    await showConfig(context, ["state"], "dev");
    expect(context.said.lines).to.include("state:accessLogDays          7               profile");
  });

  it("shows a configuration that is refused, and fails with every finding", async () => {
    configure(root, { ...STATE, "state:accesLogDays": 30, "state:keyDeletionWindowDays": 3 });
    const context = commandContext({ root, home: root });
    const error = await failureOf(showConfig(context, ["state"], "dev"));

    const findings = [
      'state:keyDeletionWindowDays is "3": use a whole number from 7 to 30; set state:keyDeletionWindowDays in Pulumi.dev.yaml',
      "state:accesLogDays is no key of this project: did you mean state:accessLogDays? Rename it, or remove it from Pulumi.dev.yaml",
    ];
    expect(error).to.include({ name: "InvalidConfiguration", message: findings[0] });
    expect(error).to.have.deep.property("details", findings.slice(1));
    expect(context.said.lines).to.include("state:keyDeletionWindowDays  3               Pulumi.dev.yaml");
    expect(context.said.results).to.have.nested.property("[0].findings").that.deep.equals(findings);
  });
});
