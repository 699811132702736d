import { expect } from "chai";
import { parseTerraformState } from "../../../cli/migration/terraform-state";
import { FleetError } from "../../../contracts/errors";

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

  it("reads a file that begins with a byte order mark", () => {
    const text = `\uFEFF${stateWith([{ attributes: { id: "i" } }])}`;
    expect(parseTerraformState(text, "f").resources).to.have.lengthOf(1);
  });

  const SECRET = "hunter2";
  const WHOLE = stateWith([{ attributes: { id: SECRET } }]);
  const CASES: ReadonlyArray<readonly [what: string, text: string, message: string]> = [
    [
      "another format",
      '{"version":3}',
      "f has format version 3, and only 4 is understood: run `terraform state pull` with Terraform 0.12 or later",
    ],
    [
      "an empty file",
      "\n",
      "f is no Terraform state, for it is empty: give the file that `terraform state pull` writes",
    ],
    [
      "a truncated file",
      WHOLE.slice(0, -20),
      "f is no Terraform state, for it is not whole or no JSON: give the file that `terraform state pull` writes",
    ],
    [
      "what is not JSON",
      `password=${SECRET}`,
      "f is no Terraform state, for it is not JSON: give the file that `terraform state pull` writes",
    ],
    [
      "a list",
      "[4]",
      "f is no Terraform state, for it is no JSON object: give the file that `terraform state pull` writes",
    ],
    [
      "an encrypted state",
      `{"serial":3,"lineage":"l","meta":{},"encrypted_data":"${SECRET}","encryption_version":"v0"}`,
      "f is encrypted: give what `tofu state pull` writes where its key is configured",
    ],
    [
      "what terraform show -json writes",
      '{"format_version":"1.0","values":{}}',
      "f is what `terraform show -json` writes, and is no state: give the file that `terraform state pull` writes",
    ],
    [
      "another JSON file",
      `{"password":"${SECRET}"}`,
      "f has no format version, and is no state: give the file that `terraform state pull` writes",
    ],
    [
      "a state without a list of resources",
      '{"version":4,"serial":1,"lineage":"l","resources":{}}',
      "f has no serial, lineage or list of resources: it is damaged, pull it again",
    ],
    [
      "a resource that is none",
      '{"version":4,"serial":1,"lineage":"l","resources":[null]}',
      "f has a resource without type, name or mode: it is damaged, pull it again",
    ],
    [
      "an instance that is none",
      stateWith([{ attributes: SECRET }]),
      "f has aws_subnet.a without readable instances: it is damaged, pull it again",
    ],
    [
      "a resource that is there twice",
      stateWith([{ index_key: 0 }, { index_key: 0 }]),
      "f has aws_subnet.a[0] twice: it is damaged, pull it again",
    ],
    [
      "the state of an empty workspace",
      '{"version":4,"serial":1,"lineage":"l","resources":[]}',
      "f has no resources: pull the state of the workspace that has them, see `terraform workspace list`",
    ],
  ];
  for (const [what, text, message] of CASES) {
    it(`refuses ${what} without quoting it`, () => {
      expect(() => parseTerraformState(text, "f"))
        .to.throw(FleetError)
        .with.include({ name: "InvalidArgument", message });
      expect(message).not.to.contain(SECRET);
    });
  }
});
