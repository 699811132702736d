import { expect } from "chai";
import { failedPreview, previewMarkdown } from "../../../cli/ci/preview-markdown";
import { FleetError } from "../../../contracts/errors";

describe("previewMarkdown", () => {
  it("makes a section for each stack, with what takes something away first", () => {
    const text = previewMarkdown([
      {
        project: "base",
        environment: "dev",
        summary: "1 to create, 1 to delete, 1 to replace, 60 unchanged",
        changes: [
          { operation: "create", type: "aws:ec2/vpc:Vpc", name: "network" },
          { operation: "replace", type: "aws:ec2/subnet:Subnet", name: "a|b`c" },
          { operation: "delete", type: "aws:ec2/eip:Eip", name: "nat" },
        ],
      },
      {
        project: "runtime",
        environment: "dev",
        summary: "80 unchanged",
        changes: [],
        cost: ["cost a month: $4.60, as before", "prices: of a list"],
      },
    ]);
    expect(text).to.equal(
      [
        "### base in dev",
        "",
        "1 to create, 1 to delete, 1 to replace, 60 unchanged",
        "",
        "| change | type | name |",
        "| --- | --- | --- |",
        "| **replace** | `aws:ec2/subnet:Subnet` | a\\|b c |",
        "| **delete** | `aws:ec2/eip:Eip` | nat |",
        "| create | `aws:ec2/vpc:Vpc` | network |",
        "",
        "### runtime in dev",
        "",
        "80 unchanged",
        "",
        "cost a month: $4.60, as before",
        "prices: of a list",
        "",
      ].join("\n"),
    );
  });

  it("counts rows beyond what is read", () => {
    const changes = Array.from({ length: 103 }, (_, index) => ({
      operation: "create" as const,
      type: "aws:sqs/queue:Queue",
      name: `queue-${index}`,
    }));
    const lines = previewMarkdown([{ project: "base", environment: "prod", summary: "", changes }])
      .trimEnd()
      .split("\n");
    expect(lines.filter((line) => line.startsWith("| create"))).to.have.length(100);
    expect(lines.at(-1)).to.equal("and 3 more");
  });

  it("tells why there is none, and lets an error not end its own quotation", () => {
    const error = new FleetError("DeploymentFailed", "base dev failed", ["bucket: ```denied```"]);
    expect(previewMarkdown([failedPreview("base", "dev", error)])).to.equal(
      [
        "### base in dev",
        "",
        "The preview failed.",
        "",
        "````",
        "base dev failed",
        "- bucket: ```denied```",
        "````",
        "",
      ].join("\n"),
    );
  });
});
