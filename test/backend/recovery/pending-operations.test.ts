import { expect } from "chai";
import {
  knownResources,
  pendingCreates,
  pendingOperations,
} from "../../../backend/recovery/pending-operations";

const resource = (name: string, type = "aws:iam/role:Role") => ({
  urn: `urn:pulumi:vault::enclave::${type}::${name}`,
  type,
  custom: true,
  inputs: { name },
});
const creating = (pending: object) => ({ type: "creating", resource: pending });

describe("pendingCreates", () => {
  it("gives the creations that AWS may have done", () => {
    const deployment = {
      version: 3,
      deployment: {
        resources: [],
        pending_operations: [
          creating(resource("found")),
          { type: "updating", resource: { ...resource("updating"), id: "updating-1" } },
          creating(resource("aws", "pulumi:providers:aws")),
          creating({ ...resource("network", "fleet:network:Network"), custom: false }),
          creating(resource("lost")),
        ],
      },
    };
    expect(pendingCreates(deployment)).to.deep.equal(
      [resource("found"), resource("lost")].map(({ urn, type, inputs }) => ({ urn, type, inputs, tags: {} })),
    );
    expect(pendingOperations(deployment)).to.have.length(5);
  });

  for (const deployment of [null, {}, { resources: [], pending_operations: [] }]) {
    it(`gives none of ${JSON.stringify(deployment)}`, () => {
      expect(pendingCreates({ version: 3, deployment })).to.deep.equal([]);
      expect(pendingOperations({ version: 3, deployment })).to.deep.equal([]);
    });
  }

  for (const [form, defaultTags] of [
    ["an object", { tags: { Project: "fleet", Scope: "base" } }],
    ["JSON", JSON.stringify({ tags: { Project: "fleet", Scope: "base" } })],
  ] as const) {
    it(`adds the default tags of the resource's own provider, given as ${form}`, () => {
      const provider = { ...resource("aws", "pulumi:providers:aws"), id: "p1", inputs: { defaultTags } };
      const other = { ...provider, id: "p2", inputs: { defaultTags: { tags: { Scope: "other" } } } };
      const vpc = {
        ...resource("network", "aws:ec2/vpc:Vpc"),
        provider: `${provider.urn}::p1`,
        inputs: { tags: { Name: "network", Scope: "mine" } },
      };
      const [create] = pendingCreates({
        version: 3,
        deployment: { resources: [other, provider], pending_operations: [creating(vpc)] },
      });
      expect(create?.tags).to.deep.equal({ Project: "fleet", Scope: "mine", Name: "network" });
    });
  }

  it("gives secret inputs in clear, as names and tags may be", () => {
    const secret = (value: unknown) => ({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      plaintext: JSON.stringify(value),
    });
    const role = {
      ...resource("role"),
      inputs: { name: secret("role-1"), list: [secret({ tag: secret(1) })] },
    };
    const deployment = { version: 3, deployment: { pending_operations: [creating(role)] } };
    expect(pendingCreates(deployment)[0]?.inputs).to.deep.equal({ name: "role-1", list: [{ tag: 1 }] });
  });

  it("takes no tags from a list of them, as an Auto Scaling group has it", () => {
    const group = { ...resource("host"), inputs: { tags: [{ key: "Name", value: "host" }] } };
    const deployment = { version: 3, deployment: { pending_operations: [creating(group)] } };
    expect(pendingCreates(deployment)[0]?.tags).to.deep.equal({});
  });
});

describe("knownResources", () => {
  it("tells types apart, knows revisions by their ARN, and leaves out what was deleted to be created anew", () => {
    const resources = [
      { ...resource("bucket", "aws:s3/bucket:Bucket"), id: "data" },
      {
        ...resource("task", "aws:ecs/taskDefinition:TaskDefinition"),
        id: "runner",
        outputs: { arn: "arn:runner:1" },
      },
      { ...resource("gone"), id: "gone", pendingReplacement: true },
      { ...resource("old"), id: "old", delete: true },
      resource("component", "fleet:network:Network"),
    ];
    expect([...knownResources({ version: 3, deployment: { resources } })]).to.deep.equal([
      "aws:s3/bucket:Bucket data",
      "aws:ecs/taskDefinition:TaskDefinition runner",
      "aws:ecs/taskDefinition:TaskDefinition arn:runner:1",
      "aws:iam/role:Role old",
    ]);
  });
});
