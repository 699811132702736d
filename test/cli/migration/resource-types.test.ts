import { expect } from "chai";
import { attributeName } from "../../../cli/migration/resource-type";
import { RESOURCE_TYPES } from "../../../cli/migration/resource-types";
import { MOCK_OUTPUTS } from "../../../cli/validation/mocks/mock-outputs";

function importId(type: string, attributes: Readonly<Record<string, unknown>>): string | undefined {
  return RESOURCE_TYPES[type]?.importId(attributes);
}

describe("RESOURCE_TYPES", () => {
  it("has every type of AWS that the programs register", () => {
    const types = new Set(Object.values(RESOURCE_TYPES).map(({ type }) => type));
    const registered = Object.keys(MOCK_OUTPUTS).filter((type) => type.startsWith("aws:"));
    expect(registered.filter((type) => !types.has(type))).to.deep.equal([]);
  });

  it("gives each type of Pulumi once", () => {
    const types = Object.values(RESOURCE_TYPES).map(({ type }) => type);
    expect(types).to.have.lengthOf(new Set(types).size);
  });

  it("knows what `pulumi import` wants where it is not the id", () => {
    const route = { id: "r-1", route_table_id: "rtb-1", destination_cidr_block: "0.0.0.0/0" };
    expect(importId("aws_route", route)).to.equal("rtb-1_0.0.0.0/0");
    const association = { id: "rtbassoc-1", subnet_id: "subnet-1", route_table_id: "rtb-1" };
    expect(importId("aws_route_table_association", association)).to.equal("subnet-1/rtb-1");
    const record = { id: "x", zone_id: "Z1", name: "a.example", type: "A" };
    expect(importId("aws_route53_record", record)).to.equal("Z1_a.example_A");
    expect(importId("aws_ecs_cluster", { id: "arn:x", name: "main" })).to.equal("main");
    expect(importId("aws_iam_role_policy", { id: "x" })).to.equal(undefined);
  });

  it("spells inputs as Terraform does", () => {
    expect(attributeName({ renamed: {} }, "destinationIpv6CidrBlock")).to.equal(
      "destination_ipv6_cidr_block",
    );
    const type = RESOURCE_TYPES.aws_lambda_function;
    expect(type && attributeName(type, "name")).to.equal("function_name");
  });
});
