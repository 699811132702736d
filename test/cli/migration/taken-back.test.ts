import { expect } from "chai";
import { withoutResources } from "../../../cli/migration/taken-back";

const RESOURCES = [
  { urn: "stack", type: "pulumi:pulumi:Stack" },
  { urn: "vpc", type: "aws:ec2/vpc:Vpc", custom: true, parent: "stack" },
  { urn: "reference", type: "pulumi:pulumi:StackReference", custom: true, parent: "stack" },
  { urn: "subnet", type: "aws:ec2/subnet:Subnet", custom: true, dependencies: ["vpc"] },
];
const state = (resources: readonly object[]) => ({ version: 3, deployment: { manifest: {}, resources } });

describe("withoutResources", () => {
  it("takes out what was imported, and what is in the state alone and stands on it", () => {
    const { deployment, forgotten } = withoutResources(
      state(RESOURCES.slice(0, 3)),
      ["stack", "vpc"],
      "base dev",
    );
    expect(deployment.deployment).to.deep.equal({ manifest: {}, resources: [] });
    expect(forgotten).to.deep.equal(["stack", "vpc", "reference"]);
  });

  it("refuses when something that is in AWS stands on it", () => {
    expect(() => withoutResources(state(RESOURCES), ["stack", "vpc"], "base dev"))
      .to.throw("base dev has 1 resources that came after the import and stand on it: destroy them first")
      .with.deep.property("details", ["subnet"]);
  });

  it("finds nothing the second time", () => {
    const { forgotten } = withoutResources(state([]), ["stack", "vpc"], "base dev");
    expect(forgotten).to.deep.equal([]);
  });
});
