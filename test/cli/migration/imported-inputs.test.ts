import { expect } from "chai";
import type { PlannedResource } from "../../../cli/engine/engine";
import { withImportedInputs } from "../../../cli/migration/imported-inputs";
import type { TerraformResource } from "../../../cli/migration/terraform-state";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function imported(type: string, inputs: PlannedResource["inputs"], attributes: object) {
  const planned: PlannedResource = {
    urn: "s::one",
    type: "t",
    inputs,
    custom: true,
    operation: "create",
    protect: false,
  };
  return withImportedInputs(planned, { type, attributes } as TerraformResource).inputs;
}

describe("withImportedInputs", () => {
  it("fills in what is not known before something is created, and leaves out what nobody knows", () => {
    const inputs = { routeTableId: UNKNOWN, natGatewayId: UNKNOWN, destinationCidrBlock: "0.0.0.0/0" };
    const attributes = { route_table_id: "rtb-1", destination_cidr_block: "10.0.0.0/8" };
    expect(imported("aws_route", inputs, attributes)).to.deep.equal({
      routeTableId: "rtb-1",
      destinationCidrBlock: "0.0.0.0/0",
    });
  });

  it("fills in what is within blocks, and within maps whose keys are the user's own", () => {
    const inputs = { environment: { variables: { TOPIC_ARN: UNKNOWN, tableName: "requests" } } };
    const attributes = { environment: [{ variables: { TOPIC_ARN: "arn:1", tableName: "requests" } }] };
    expect(imported("aws_lambda_function", inputs, attributes)).to.deep.equal({
      environment: { variables: { TOPIC_ARN: "arn:1", tableName: "requests" } },
    });
    const mapping = { destinationConfig: { onFailure: { destinationArn: UNKNOWN } } };
    const blocks = { destination_config: [{ on_failure: [{ destination_arn: "arn:2" }] }] };
    expect(imported("aws_lambda_event_source_mapping", mapping, blocks)).to.deep.equal({
      destinationConfig: { onFailure: { destinationArn: "arn:2" } },
    });
  });

  it("has the name that is there, and not the one that was just made up", () => {
    const permission = { function: "f", statementId: "permission-1a2b3c4" };
    const attributes = { function_name: "f", statement_id: "AllowEvents" };
    expect(imported("aws_lambda_permission", permission, attributes)).to.deep.equal({
      function: "f",
      statementId: "AllowEvents",
    });
    const target = { rule: "r", targetId: "target-1a2b3c4" };
    expect(imported("aws_cloudwatch_event_target", target, { rule: "r", target_id: "T1" })).to.deep.equal({
      rule: "r",
      targetId: "T1",
    });
  });
});
