import { expect } from "chai";
import {
  hasPendingOperations,
  knownIds,
  pendingCreates,
  settledDeployment,
} from "../../runner/pending-creates";

const resource = (name: string, type = "aws:iam/role:Role") => ({
  urn: `urn:pulumi:vault::enclave::${type}::${name}`,
  type,
  custom: true,
  inputs: { name },
  provider: "provider",
});
const made = { ...resource("made"), id: "made-1", outputs: { arn: "arn" } };
const [found, lost, updating] = [
  resource("found"),
  resource("lost"),
  { ...resource("updating"), id: "updating-1" },
];
const provider = resource("aws", "pulumi:providers:aws");

const DEPLOYMENT = {
  version: 3,
  deployment: {
    manifest: { version: "v3" },
    resources: [made],
    pending_operations: [
      { type: "creating", resource: found },
      { type: "updating", resource: updating },
      { type: "creating", resource: provider },
      { type: "creating", resource: lost },
    ],
  },
};

describe("pendingCreates", () => {
  it("gives the creations that AWS may have done", () => {
    expect(pendingCreates(DEPLOYMENT)).to.deep.equal(
      [found, lost].map(({ urn, type, inputs }) => ({ urn, type, inputs })),
    );
    expect(hasPendingOperations(DEPLOYMENT)).to.equal(true);
    expect([...knownIds(DEPLOYMENT)]).to.deep.equal(["made-1"]);
  });

  for (const deployment of [null, {}, { resources: [], pending_operations: [] }]) {
    it(`gives none of ${JSON.stringify(deployment)}`, () => {
      expect(pendingCreates({ version: 3, deployment })).to.deep.equal([]);
      expect(hasPendingOperations({ version: 3, deployment })).to.equal(false);
    });
  }
});

describe("settledDeployment", () => {
  it("adopts what was found, forgets what was not, and leaves the rest to the refresh", () => {
    expect(settledDeployment(DEPLOYMENT, new Map([[found.urn, "found-1"]]))).to.deep.equal({
      version: 3,
      deployment: {
        manifest: { version: "v3" },
        resources: [made, { ...found, id: "found-1", outputs: { name: "found" } }],
        pending_operations: [{ type: "updating", resource: updating }],
      },
    });
  });

  it("changes nothing of its argument", () => {
    const before = JSON.stringify(DEPLOYMENT);
    settledDeployment(DEPLOYMENT, new Map([[found.urn, "found-1"]]));
    expect(JSON.stringify(DEPLOYMENT)).to.equal(before);
  });
});
