import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { ENVIRONMENTS } from "../../contracts/environment";
import { prepareHome } from "../../local/home";

function configuration(folder: string, environment: string): Record<string, unknown> {
  return parse(readFileSync(join(folder, `Pulumi.${environment}.yaml`), "utf8")).config;
}

describe("prepareHome", () => {
  const home = mkdtempSync(join(tmpdir(), "fleet-home-"));
  after(() => rmSync(home, { recursive: true, force: true }));

  it("copies every Pulumi.yaml and the environments' configuration, for which no image is built", () => {
    prepareHome(resolve("."), home);
    expect(readdirSync(home).sort()).to.deep.equal([
      "Pulumi.dev.yaml",
      "Pulumi.prod.yaml",
      "Pulumi.staging.yaml",
      "Pulumi.yaml",
      "base",
      "enclave",
      "promotion-policy.yaml",
      "runtime",
      "state",
    ]);
    for (const project of ["base", "runtime", "enclave"]) {
      expect(readdirSync(join(home, project))).to.deep.equal(["Pulumi.yaml"]);
    }
    for (const environment of ENVIRONMENTS) {
      const own = configuration(resolve("."), environment);
      expect(configuration(home, environment)).to.deep.equal({
        ...own,
        "runtime:runnerBuild": false,
        "runtime:runnerImageDigest": `sha256:${"0".repeat(64)}`,
      });
    }
  });

  it("names no account: the emulator's is none of the environments'", () => {
    const root = mkdtempSync(join(tmpdir(), "fleet-root-"));
    for (const project of ["base", "runtime", "enclave"]) {
      mkdirSync(join(root, project));
    }
    writeFileSync(join(root, "Pulumi.prod.yaml"), 'config:\n  fleet:accountId: "111122223333"\n');
    prepareHome(root, home);
    rmSync(root, { recursive: true });
    expect(configuration(home, "prod")).not.to.have.property("fleet:accountId");
  });

  it("copies what the environments suppress of drift, as it is", () => {
    const root = mkdtempSync(join(tmpdir(), "fleet-root-"));
    for (const project of ["base", "runtime", "enclave"]) {
      mkdirSync(join(root, project));
    }
    writeFileSync(join(root, "drift-suppressions.dev.yaml"), "suppressions: [] # none\n");
    prepareHome(root, home);
    rmSync(root, { recursive: true });
    expect(readFileSync(join(home, "drift-suppressions.dev.yaml"), "utf8")).to.equal(
      "suppressions: [] # none\n",
    );
  });

  it("forgets what an earlier emulator's engine wrote there", () => {
    mkdirSync(join(home, "leftover"));
    writeFileSync(join(home, "Pulumi.dev.yaml"), "encryptedkey: old\n");
    prepareHome(resolve("."), home);
    expect(existsSync(join(home, "leftover"))).to.equal(false);
    expect(readFileSync(join(home, "Pulumi.dev.yaml"), "utf8")).not.to.include("encryptedkey");
  });
});
