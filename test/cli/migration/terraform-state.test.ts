import { expect } from "chai";
import { parseTerraformState } from "../../../cli/migration/terraform-state";

const PROVIDER = 'provider["terraform.example.com/hashicorp/aws"].other';

function stateWith(instances: readonly object[], module?: string): string {
  const resource = { module, mode: "managed", type: "aws_subnet", name: "a", provider: PROVIDER, instances };
  return JSON.stringify({ version: 4, serial: 3, lineage: "l", resources: [resource] });
}

describe("parseTerraformState", () => {
  it("addresses modules, count, for_each and deposed objects as Terraform prints them", () => {
    const text = stateWith(
      [
        { index_key: 0, attributes: { id: "one" } },
        { index_key: 'b"c', attributes: { id: "two" } },
        { deposed: "1f2e", attributes: { id: "three" } },
      ],
      'module.network["x"]',
    );
    const { resources } = parseTerraformState(text, "f");
    expect(resources.map(({ address, deposed }) => [address, deposed])).to.deep.equal([
      ['module.network["x"].aws_subnet.a[0]', false],
      ['module.network["x"].aws_subnet.a["b\\"c"]', false],
      ['module.network["x"].aws_subnet.a (deposed 1f2e)', true],
    ]);
    expect(resources[0]?.provider).to.equal("hashicorp/aws");
  });

  it("leaves out what is marked sensitive, or called like a secret", () => {
    const sensitive = [[{ type: "get_attr", value: "user_data" }]];
    const attributes = { id: "i", user_data: "s3cr3t", auth_token: "s3cr3t", token_count: 2 };
    const { resources } = parseTerraformState(
      stateWith([{ attributes, sensitive_attributes: sensitive }]),
      "f",
    );
    expect(resources[0]?.attributes).to.deep.equal({ id: "i", token_count: 2 });
  });

  it("refuses other formats", () => {
    expect(() => parseTerraformState('{"version":3}', "old.tfstate")).to.throw(
      "old.tfstate has format version 3, and only 4 is understood: run `terraform state pull` with Terraform 0.12 or later",
    );
  });

  it("does not quote a file that is not JSON", () => {
    expect(() => parseTerraformState("password=hunter2", "a.tfstate")).to.throw(
      /^a\.tfstate is no Terraform state, for it is not JSON: give the file that `terraform state pull` writes$/,
    );
  });
});
