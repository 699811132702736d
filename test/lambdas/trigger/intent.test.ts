import { expect } from "chai";
import type { Item } from "../../../contracts/attribute-value";
import { requestItem } from "../../../contracts/request-row";
import { intentOf } from "../../../lambdas/trigger/intent";
import { request } from "../../support/request-fixture";

const row = (change: Parameters<typeof request>[0] = {}) => requestItem(request(change));

describe("intentOf", () => {
  it("starts a deployment for a new row", () => {
    expect(intentOf({ change: "INSERT", after: row() })).to.deep.equal({
      kind: "start",
      input: { id: "signer", generation: 1, operation: "deploy", correlationId: "signer-g1-deploy" },
    });
  });

  it("starts a destruction when that is what a newer generation wants", () => {
    const after = row({ generation: 2, desiredState: "DESTROYED" });
    expect(intentOf({ change: "MODIFY", before: row(), after })).to.deep.equal({
      kind: "start",
      input: { id: "signer", generation: 2, operation: "destroy", correlationId: "signer-g2-destroy" },
    });
  });

  it("skips the pipeline's own writes", () => {
    const after = row({ status: "DEPLOYING", fence: 1 });
    expect(intentOf({ change: "MODIFY", before: row(), after })).to.deep.equal({
      kind: "skip",
      reason: "same generation",
    });
  });

  it("skips a generation that goes backwards", () => {
    expect(
      intentOf({ change: "MODIFY", before: row({ generation: 3 }), after: row({ generation: 2 }) }).kind,
    ).to.equal("skip");
  });

  it("skips what was removed, and events that it does not know", () => {
    expect(intentOf({ change: "REMOVE", before: row() })).to.deep.equal({ kind: "skip", reason: "removed" });
    for (const change of ["TRUNCATE", "", "__proto__", undefined]) {
      expect(intentOf({ change, after: row() })).to.deep.equal({ kind: "skip", reason: "unknown event" });
    }
  });

  it("refuses a record without its new image", () => {
    expect(() => intentOf({ change: "INSERT" }))
      .to.throw("INSERT came without its new image: the stream must have both images")
      .with.property("name", "MalformedEvent");
  });

  it("refuses a row without id", () => {
    const { id: _id, ...rest } = row();
    for (const after of [rest, { ...rest, id: { S: "" } }, { ...rest, id: { N: "5" } }]) {
      expect(() => intentOf({ change: "INSERT", after }))
        .to.throw("INSERT came without the request's id")
        .with.property("name", "MalformedEvent");
    }
  });

  it("sends an id that cannot be a name to validation, under a name that can", () => {
    const id = "../$(x){{y}}\0States.Format";
    const intent = intentOf({ change: "INSERT", after: { ...row(), id: { S: id } } });
    expect(intent).to.have.nested.property("input.id", id);
    expect(intent).to.have.nested.property("input.operation", "deploy");
    expect(intent)
      .to.have.nested.property("input.correlationId")
      .that.matches(/^unnamed_[0-9a-f]{32}-g1-deploy$/);
  });

  it("sends a generation or a desired state that is none to validation", () => {
    const changes: readonly Item[] = [
      { generation: { S: "1" } },
      { generation: { N: "-4" } },
      { desiredState: { S: "GONE" } },
    ];
    for (const change of changes) {
      expect(intentOf({ change: "INSERT", after: { ...row(), ...change } })).to.deep.equal({
        kind: "start",
        input: { id: "signer", generation: 1, operation: "deploy", correlationId: "signer-g1-deploy" },
      });
    }
  });
});
