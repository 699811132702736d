import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { configuredRegion, forgetDataKey, readSettings } from "../../../cli/engine/stack-settings";

describe("stack settings", () => {
  let home: string;
  const path = () => join(home, "Pulumi.dev.yaml");
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "fleet-settings-"));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it("give the region", () => {
    writeFileSync(path(), "config:\n  aws:region: eu-west-1\n");
    expect(configuredRegion(home, "dev")).to.equal("eu-west-1");
  });

  it("give what the file says now", () => {
    writeFileSync(path(), "config:\n  aws:region: eu-west-1\n");
    expect(configuredRegion(home, "dev")).to.equal("eu-west-1");
    writeFileSync(path(), "config:\n  aws:region: us-east-1\n");
    expect(configuredRegion(home, "dev")).to.equal("us-east-1");
  });

  it("name the file that has no region", () => {
    expect(() => configuredRegion(home, "dev")).to.throw(
      `${path()} has no region: add \`aws:region: eu-west-1\` under \`config:\``,
    );
  });

  it("name the file that is not YAML", () => {
    writeFileSync(path(), "config: [\n");
    expect(() => readSettings(home, "dev")).to.throw(
      `${path()} is not YAML: Flow sequence in block collection`,
    );
  });

  it("lose a data key that nothing is encrypted with, and keep their comments", () => {
    writeFileSync(
      path(),
      "# why\nconfig:\n  a:b: c # because\nsecretsprovider: awskms://k\nencryptedkey: abc\n",
    );
    forgetDataKey(home, "dev");
    expect(readFileSync(path(), "utf8")).to.equal(
      "# why\nconfig:\n  a:b: c # because\nsecretsprovider: awskms://k\n",
    );
  });

  it("keep the data key of encrypted values", () => {
    const settings = "config:\n  a:b:\n    secure: v1:abc\nencryptedkey: abc\n";
    writeFileSync(path(), settings);
    forgetDataKey(home, "dev");
    expect(readFileSync(path(), "utf8")).to.equal(settings);
  });
});
