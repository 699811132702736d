import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { stringify } from "yaml";
import { diffConfig } from "../../../../cli/commands/config/diff";
import { commandContext, failureOf } from "../../../support/command-context";

const SHARED = { "aws:region": "eu-west-1", "fleet:owner": "platform", "fleet:costCenter": "hyperion" };

describe("fleet config diff", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "fleet-config-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const configure = (environment: string, config: Record<string, unknown>) =>
    writeFileSync(join(root, `Pulumi.${environment}.yaml`), stringify({ config: { ...SHARED, ...config } }));

  it("shows what differs, a default beside what is set", async () => {
    configure("dev", { "state:accessLogDays": 30, "state:noncurrentVersionDays": 90 });
    configure("prod", {});
    const context = commandContext({ root, home: root });
    await diffConfig(context, ["dev", "prod"], ["state"]);

    expect(context.said.lines).to.deep.equal([
      "KEY                  DEV  PROD",
      "state:accessLogDays  30   365 (default)",
    ]);
    expect(context.said.results).to.deep.equal([
      {
        environments: ["dev", "prod"],
        differences: [
          {
            key: "state:accessLogDays",
            description: "how long it is known who touched the state",
            values: [
              { value: 30, source: "file" },
              { value: 365, source: "default" },
            ],
          },
        ],
      },
    ]);
  });

  it("says that nothing differs", async () => {
    configure("dev", {});
    configure("prod", { "state:accessLogDays": 365 });
    const context = commandContext({ root, home: root });
    await diffConfig(context, ["dev", "prod"], ["state"]);
    expect(context.said.lines).to.deep.equal(["dev and prod are configured alike"]);
  });

  it("fails with what the programs refuse in either", async () => {
    configure("dev", {});
    configure("prod", { "state:accessLogDays": 0 });
    const context = commandContext({ root, home: root });
    const error = await failureOf(diffConfig(context, ["dev", "prod"], ["state"]));
    expect(error.message).to.equal(
      'state:accessLogDays is "0": use a whole number from 1 to 3650; set state:accessLogDays in Pulumi.prod.yaml',
    );
  });
});
