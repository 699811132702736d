import { expect } from "chai";
import { detectDrift, driftOf } from "../../../cli/engine/detect-drift";
import type { RefreshedResource, StackTarget } from "../../../cli/engine/engine";
import { commandContext } from "../../support/command-context";
import { refreshedResource } from "../../support/refreshed-resource";

const TABLE = "aws:dynamodb/table:Table";

function table(name: string, ...changed: readonly string[]): RefreshedResource {
  return refreshedResource({
    urn: `urn:pulumi:dev::base::${TABLE}::${name}`,
    type: TABLE,
    id: name,
    deployed: {
      inputs: Object.fromEntries(changed.map((path) => [path, 1])),
      outputs: { arn: `arn:${name}` },
    },
    found: { inputs: Object.fromEntries(changed.map((path) => [path, 2])), outputs: {} },
    changes: changed.map((path) => ({ path, input: true, replaces: false })),
  });
}

describe("detectDrift", () => {
  it("gives the signal to the engine and finds nothing where everything is the same", async () => {
    const { signal } = new AbortController();
    const target = { project: "base", stack: "dev" } as StackTarget;
    const asked: unknown[] = [];
    const context = commandContext({
      engine: {
        refreshed: async (...given) => {
          asked.push(...given);
          return [table("requests")];
        },
      },
    });
    expect(await detectDrift(context, target, signal)).to.deep.equal([]);
    expect(asked).to.deep.equal([target, signal]);
  });
});

describe("driftOf", () => {
  it("tells a change with both values, and names for the audit trail", () => {
    expect(driftOf([table("requests", "billingMode")])).to.deep.equal([
      {
        urn: `urn:pulumi:dev::base::${TABLE}::requests`,
        type: TABLE,
        name: "requests",
        id: "requests",
        auditNames: ["requests", "arn:requests"],
        kind: "changed",
        security: false,
        attributes: [
          { path: "billingMode", deployed: 1, found: 2, replaces: false, managed: true, security: false },
        ],
      },
    ]);
  });

  it("puts matters of security first, of resources and of attributes", () => {
    const drift = driftOf([
      table("b-plain", "billingMode"),
      table("c-open", "billingMode", "deletionProtectionEnabled"),
      table("a-plain", "billingMode"),
      refreshedResource({
        urn: `urn:pulumi:dev::base::${TABLE}::d-gone`,
        type: TABLE,
        found: undefined,
      }),
    ]);
    expect(drift.map(({ name, kind, security }) => [name, kind, security])).to.deep.equal([
      ["c-open", "changed", true],
      ["d-gone", "deleted", true],
      ["a-plain", "changed", false],
      ["b-plain", "changed", false],
    ]);
    expect(drift[0]?.attributes.map(({ path }) => path)).to.deep.equal([
      "deletionProtectionEnabled",
      "billingMode",
    ]);
  });
});
