import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import type { StackTarget } from "../../../cli/engine/engine";
import { workDirOf } from "../../../cli/engine/work-dir";
import { workspaceSettings } from "../../../cli/engine/workspace-settings";

const SETTINGS = `config:
  aws:region: eu-west-1
  runtime:logRetentionDays: 30
  runtime:imageRegistries: [registry.example.com]
  runtime:notificationEmails: [night-watch@example.com]
secretsprovider: awskms://alias/hyperion-dev-state?region=eu-west-1
encryptedkey: c2VjcmV0
`;

describe("workspaceSettings", () => {
  let home: string;
  before(() => {
    home = mkdtempSync(join(tmpdir(), "fleet-settings-"));
    writeFileSync(join(home, "Pulumi.dev.yaml"), SETTINGS);
  });
  after(() => rmSync(home, { recursive: true }));

  it("is the environment's with its key, but for overrides and who is called at night", () => {
    expect(parse(workspaceSettings(home, "dev", { "runtime:logRetentionDays": "7" }))).to.deep.equal({
      config: {
        "aws:region": "eu-west-1",
        "runtime:logRetentionDays": "7",
        "runtime:imageRegistries": ["registry.example.com"],
      },
      secretsprovider: "awskms://alias/hyperion-dev-state?region=eu-west-1",
      encryptedkey: "c2VjcmV0",
    });
  });

  it("lets an override say who is called", () => {
    const { config } = parse(
      workspaceSettings(home, "dev", { "runtime:notificationEmails": '["a@example.com"]' }),
    );
    expect(config).to.include({ "runtime:notificationEmails": '["a@example.com"]' });
  });

  it("is written for each run of a workspace's stack, never beside the environment's own", () => {
    const target: StackTarget = {
      project: "runtime",
      stack: "dev.pr-123",
      backend: { url: "s3://state", secretsProvider: "awskms://alias/state" },
      workDir: join(home, "runtime"),
      overrides: { "runtime:runnerCpu": "512" },
    };
    const folder = workDirOf(target);
    expect(folder).to.not.equal(target.workDir);
    expect(readFileSync(join(folder, "Pulumi.yaml"), "utf8")).to.equal("name: runtime\nruntime: nodejs\n");
    const { config } = parse(readFileSync(join(folder, "Pulumi.dev.pr-123.yaml"), "utf8"));
    expect(config).to.include({ "runtime:runnerCpu": "512", "aws:region": "eu-west-1" });
    expect(workDirOf({ ...target, stack: "dev", overrides: undefined })).to.equal(target.workDir);
  });
});
