import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { subjectAt } from "../../../cli/validation/subject";

describe("subjectAt", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "fleet-subject-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("runs the other programs when one fails, and tells why it did", async function () {
    this.timeout(120_000);
    writeFileSync(
      join(root, "Pulumi.dev.yaml"),
      "config:\n  fleet:owner: platform\n  fleet:costCenter: hyperion\n",
    );
    const { complete, failed } = await subjectAt(root).registrations();

    expect(failed.filter(({ environment }) => environment === "dev")).to.deep.equal([
      {
        project: "base",
        environment: "dev",
        message:
          "base:vpcCidrBlock is not set: use a network, for example 10.0.0.0/16; set base:vpcCidrBlock in Pulumi.<stack>.yaml",
      },
      {
        project: "runtime",
        environment: "dev",
        message:
          "runtime:runnerImageDigest is not set: set it to the digest of an image in base's repository, or set runtime:runnerBuild to true to build one with docker at every change",
      },
    ]);
    expect(complete.map(({ project, environment }) => `${project} ${environment}`)).to.deep.equal([
      "state dev",
      "enclave dev",
      "enclave staging",
      "enclave prod",
    ]);
  });

  it("reads the environment's file", () => {
    writeFileSync(join(root, "Pulumi.prod.yaml"), "config:\n  a:b: 1\nsecretsprovider: awskms://k\n");
    expect(subjectAt(root).file("prod")).to.deep.equal({
      config: { "a:b": 1 },
      secretsprovider: "awskms://k",
    });
  });
});
