import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { preview } from "../../../../cli/commands/project/preview";
import type { Engine } from "../../../../cli/engine/engine";
import { FleetError } from "../../../../contracts/errors";
import { pricesOf } from "../../../../contracts/prices/price-origin";
import { commandContext, failureOf } from "../../../support/command-context";

describe("fleet preview --markdown", () => {
  const [sts, s3, kms] = [
    new STSClient({ region: "eu-west-1" }),
    new S3Client({ region: "eu-west-1" }),
    new KMSClient({ region: "eu-west-1" }),
  ];
  const stsMock = mockClient(sts);
  let home: string;
  let markdown: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "fleet-preview-"));
    markdown = join(home, "previews", "dev.md");
    writeFileSync(join(home, "Pulumi.dev.yaml"), "config:\n  aws:region: eu-west-1\n");
    stsMock.reset();
    stsMock.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
    mockClient(s3).on(HeadBucketCommand).resolves({});
    mockClient(kms)
      .on(DescribeKeyCommand)
      .resolves({ KeyMetadata: { KeyId: "k", KeyState: "Enabled" } });
  });
  afterEach(() => rmSync(home, { recursive: true }));

  /** Base is previewed; runtime has no base to stand on. */
  const engine: Partial<Engine> = {
    run: async (_operation, { project }, { onProgress }) => {
      if (project === "runtime") {
        throw new FleetError("DeploymentFailed", "preview on runtime dev failed", ["base is not deployed"]);
      }
      for (const [operation, name] of [
        ["same", "zone"],
        ["create", "nat"],
      ] as const) {
        const type = name === "zone" ? "aws:route53/zone:Zone" : "aws:ec2/natGateway:NatGateway";
        const resource = { urn: name, type, name, operation };
        onProgress({ kind: "started", ...resource, inputs: {} });
        onProgress({ kind: "finished", ...resource });
      }
      return { changes: { same: 1, create: 1 }, outputs: {} };
    },
  };
  const context = () => commandContext({ home, clients: { sts, s3, kms }, engine });
  const COST = [
    "cost a month: $0.50, with this $35.54 (+$35.04): NatGateway +$35.04",
    `prices: ${pricesOf("eu-west-1")}`,
  ];
  const BASE = [
    "### base in dev",
    "",
    "1 to create, 1 unchanged",
    "",
    ...COST,
    "",
    "| change | type | name |",
    "| --- | --- | --- |",
    "| create | `aws:ec2/natGateway:NatGateway` | nat |",
    "",
  ];

  it("writes what would change, into a folder that it makes, and gives the same to programs", async () => {
    const { said, ...rest } = context();
    await preview({ ...rest }, ["base"], "dev", { markdown });
    expect(readFileSync(markdown, "utf8")).to.equal(BASE.join("\n"));
    expect(said.results).to.have.length(1);
    expect((said.results[0] as unknown[])[0]).to.deep.include({
      project: "base",
      environment: "dev",
      changes: { same: 1, create: 1 },
      resources: [{ operation: "create", type: "aws:ec2/natGateway:NatGateway", name: "nat" }],
    });
    expect((said.results[0] as { cost: unknown }[])[0]?.cost).to.include({ beforeUsd: 0.5, afterUsd: 35.54 });
    expect(said.lines).to.include.members(COST.map((line) => `  ${line}`));
  });

  it("keeps what was previewed before a failure, says what failed, and fails", async () => {
    const error = await failureOf(preview(context(), ["base", "runtime"], "dev", { markdown }));
    expect(error).to.include({ name: "DeploymentFailed", message: "preview on runtime dev failed" });
    expect(readFileSync(markdown, "utf8")).to.equal(
      [
        ...BASE,
        "### runtime in dev",
        "",
        "The preview failed.",
        "",
        "```",
        "preview on runtime dev failed",
        "- base is not deployed",
        "```",
        "",
      ].join("\n"),
    );
  });

  it("leaves out what stands on a base that was never deployed, and says why", async () => {
    const { said, ...rest } = commandContext({
      home,
      clients: { sts, s3, kms },
      engine: { run: async () => ({ changes: { create: 1 }, outputs: {} }) },
    });
    await preview(rest, ["base", "runtime", "enclaves"], "dev", { markdown });
    expect(said.lines.at(-1)).to.equal(
      "runtime and enclaves of dev: not previewed: base is not deployed yet, and they are made of its outputs; `fleet up all dev` deploys them in their order",
    );
    expect(readFileSync(markdown, "utf8")).to.equal(
      "### base in dev\n\n1 to create\n\ncost a month: $0.00, as before\n",
    );
  });

  it("tells also that there was no way to AWS", async () => {
    stsMock
      .on(GetCallerIdentityCommand)
      .rejects(Object.assign(new Error("none"), { name: "CredentialsProviderError" }));
    await failureOf(preview(context(), ["base"], "dev", { markdown }));
    expect(readFileSync(markdown, "utf8")).to.match(
      /^### base in dev\n\nThe preview failed\.\n\n```\nno AWS credentials were found: /,
    );
  });

  it("writes no file when none is asked for", async () => {
    await preview(context(), ["base"], "dev", {});
    expect(() => readFileSync(markdown)).to.throw("ENOENT");
  });
});
