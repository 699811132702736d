import { expect } from "chai";

import { aws } from "../../../local/providers/aws";
import { knownTypes } from "../../../local/providers/known-types";

describe("knownTypes", () => {
  it("holds types and functions of all three providers, each once", () => {
    const types = knownTypes();
    expect(types).to.include.members([
      "aws:ec2/getVpc:getVpc",
      "aws:s3/bucket:Bucket",
      "awsx:ec2:Vpc",
      "command:local:Command",
    ]);
    expect(types).to.deep.equal([...new Set(types)]);
  });

  it("names only inputs that are understood as required, replacing or automatic", () => {
    for (const [token, type] of Object.entries(aws.resources)) {
      const named = [
        ...(type.required ?? []),
        ...(type.replaceOn ?? []),
        ...(type.autoName ? [type.autoName] : []),
      ];
      expect(Object.keys(type.inputs), token).to.include.members(named);
    }
  });
});
