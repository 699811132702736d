import { expect } from "chai";
import { assertStateIsOf } from "../../../cli/migration/state-account";
import type { TerraformState } from "../../../cli/migration/terraform-state";
import { FleetError } from "../../../contracts/errors";

const DEV = { environment: "dev", accountId: "111122223333", region: "eu-west-1" };

function stateWith(...arns: readonly (string | undefined)[]): TerraformState {
  return {
    resources: arns.map((arn) => ({ mode: "managed", attributes: { id: "i", arn } })),
  } as unknown as TerraformState;
}

describe("assertStateIsOf", () => {
  it("takes a state of which something is there, or that does not say where it is", () => {
    const role = "arn:aws:iam::111122223333:role/a";
    const key = "arn:aws:kms:eu-west-1:111122223333:key/a";
    assertStateIsOf(DEV, stateWith(undefined, "arn:aws:s3:::a", role), "f");
    assertStateIsOf(DEV, stateWith(key, "arn:aws:acm:us-east-1:999999999999:certificate/a"), "f");
  });

  it("refuses a state of another account", () => {
    expect(() => assertStateIsOf(DEV, stateWith("arn:aws:iam::999999999999:role/a"), "f"))
      .to.throw(FleetError)
      .with.include({
        name: "InvalidArgument",
        message:
          "f is of account 999999999999, and dev is in 111122223333: give the state of dev, or another --env",
      });
  });

  it("refuses a state of another region", () => {
    const arns = ["arn:aws:kms:us-east-1:111122223333:key/a", "arn:aws:iam::111122223333:role/a"];
    expect(() => assertStateIsOf(DEV, stateWith(...arns), "f"))
      .to.throw(FleetError)
      .with.include({
        name: "InvalidArgument",
        message: "f is of region us-east-1, and dev is in eu-west-1: give the state of dev, or another --env",
      });
  });
});
