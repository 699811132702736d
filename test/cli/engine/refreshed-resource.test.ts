import type { EngineEvent, StepEventMetadata, StepEventStateMetadata } from "@pulumi/pulumi/automation";
import { DiffKind } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { refreshedResourceOf } from "../../../cli/engine/refreshed-resource";

const TYPE = "aws:dynamodb/table:Table";
const URN = `urn:pulumi:dev::base::${TYPE}::requests`;

function state(fields: Partial<StepEventStateMetadata> = {}): StepEventStateMetadata {
  return {
    type: TYPE,
    urn: URN,
    custom: true,
    id: "hyperion-dev-requests",
    parent: "",
    inputs: {},
    outputs: {},
    provider: "",
    ...fields,
  };
}

function refreshed(step: Partial<StepEventMetadata>): EngineEvent {
  const metadata = { op: "same", urn: URN, type: TYPE, provider: "", old: state(), new: state(), ...step };
  return { sequence: 1, timestamp: 0, resOutputsEvent: { metadata: metadata as StepEventMetadata } };
}

describe("refreshedResourceOf", () => {
  it("gives both states of a resource that is as it was", () => {
    expect(refreshedResourceOf(refreshed({ new: state({ outputs: { arn: "arn" } }) }))).to.deep.equal({
      urn: URN,
      type: TYPE,
      id: "hyperion-dev-requests",
      deployed: { inputs: {}, outputs: {} },
      found: { inputs: {}, outputs: { arn: "arn" } },
      changes: [],
    });
  });

  it("names what was changed, and what it takes to bring it back", () => {
    const detailedDiff = {
      "tags.Owner": { diffKind: DiffKind.update, inputDiff: true },
      hashKey: { diffKind: DiffKind.updateReplace, inputDiff: false },
    };
    expect(refreshedResourceOf(refreshed({ op: "update", detailedDiff }))?.changes).to.deep.equal([
      { path: "tags.Owner", input: true, replaces: false },
      { path: "hashKey", input: false, replaces: true },
    ]);
  });

  it("makes do with the inputs' names of a provider that tells no more", () => {
    expect(refreshedResourceOf(refreshed({ op: "update", diffs: ["tags"] }))?.changes).to.deep.equal([
      { path: "tags", input: true, replaces: false },
    ]);
  });

  it("has found nothing of a resource that is gone", () => {
    expect(refreshedResourceOf(refreshed({ op: "delete", new: undefined }))).to.deep.equal({
      urn: URN,
      type: TYPE,
      id: "hyperion-dev-requests",
      deployed: { inputs: {}, outputs: {} },
      changes: [],
    });
  });

  it("shows no secret, at any depth", () => {
    const secret = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      ciphertext: "v1:nonce:text",
    };
    const old = state({ inputs: { rules: [{ password: secret }] }, outputs: { token: secret } });
    expect(refreshedResourceOf(refreshed({ old }))?.deployed).to.deep.equal({
      inputs: { rules: [{ password: "[secret]" }] },
      outputs: { token: "[secret]" },
    });
  });

  it("passes over components, providers and every other event", () => {
    expect(refreshedResourceOf(refreshed({ old: state({ custom: false }) }))).to.equal(undefined);
    expect(refreshedResourceOf(refreshed({ type: "pulumi:providers:aws" }))).to.equal(undefined);
    expect(refreshedResourceOf(refreshed({ old: undefined }))).to.equal(undefined);
    expect(refreshedResourceOf({ sequence: 1, timestamp: 0, cancelEvent: {} })).to.equal(undefined);
  });
});
