import { expect } from "chai";
import { withAdopted } from "../../../../cli/commands/environment/adoption";
import type { PlannedResource } from "../../../../cli/engine/engine";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function planned(urn: string, fields: Partial<PlannedResource> = {}): PlannedResource {
  return { urn, type: "t", custom: false, operation: "create", protect: false, inputs: {}, ...fields };
}

const PLAN: readonly PlannedResource[] = [
  planned("stack"),
  planned("provider", { custom: true, parent: "stack", inputs: { region: "eu-west-1" } }),
  planned("component", { parent: "stack" }),
  planned("bucket", {
    custom: true,
    parent: "component",
    provider: `provider::${UNKNOWN}`,
    protect: true,
    inputs: { bucket: "state", arn: UNKNOWN },
  }),
  planned("policy", { custom: true, parent: "component", provider: `provider::${UNKNOWN}` }),
];

describe("withAdopted", () => {
  const adopted = new Map([["bucket", "state"]]);

  it("adds what is adopted with its ancestors and its provider, parents first", () => {
    const { resources } = withAdopted({ version: 3, deployment: {} }, PLAN, adopted).deployment;
    expect(resources.map(({ urn }: { urn: string }) => urn)).to.deep.equal([
      "stack",
      "provider",
      "component",
      "bucket",
    ]);
    const [, provider, , bucket] = resources;
    expect(bucket).to.deep.equal({
      urn: "bucket",
      type: "t",
      custom: true,
      id: "state",
      parent: "component",
      provider: `provider::${provider.id}`,
      protect: true,
      inputs: { bucket: "state" },
      outputs: { bucket: "state" },
    });
  });

  it("keeps what is in the state, and its provider's id", () => {
    const resources = [
      { urn: "stack", type: "t", custom: false },
      { urn: "provider", type: "t", custom: true, id: "abc" },
    ];
    const state = { version: 3, deployment: { manifest: {}, resources } };
    const { deployment } = withAdopted(state, PLAN, adopted);
    expect(deployment.resources.slice(0, 2)).to.deep.equal(resources);
    expect(deployment.resources.at(-1).provider).to.equal("provider::abc");
    expect(deployment.manifest).to.deep.equal({});
  });
});
