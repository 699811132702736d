import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { isExpired, readSuppressions, sortDrift } from "../../../cli/drift/suppressions";
import type { DriftedResource } from "../../../cli/engine/detect-drift";
import type { Suppression } from "../../../contracts/drift-suppressions";
import { FleetError } from "../../../contracts/errors";

const TABLE = "aws:dynamodb/table:Table";
const URN = `urn:pulumi:dev::base::fleet:components:RequestTable$${TABLE}::requests`;

function attribute(path: string, security: boolean) {
  return { path, deployed: "a", found: "b", security, replaces: false, managed: true };
}

const CHANGED: DriftedResource = {
  urn: URN,
  type: TABLE,
  name: "requests",
  id: "hyperion-dev-requests",
  kind: "changed",
  security: true,
  attributes: [attribute("deletionProtectionEnabled", true), attribute("tags.Owner", false)],
  auditNames: [],
};

const WHY = { reason: "owners are set by finance", expires: "2026-12-31" };

describe("readSuppressions", () => {
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "fleet-suppressions-"));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const failure = (text: string): FleetError => {
    writeFileSync(join(home, "drift-suppressions.dev.yaml"), text);
    try {
      readSuppressions(home, "dev");
    } catch (error) {
      expect(error).to.be.instanceOf(FleetError);
      return error as FleetError;
    }
    throw new Error("it did not fail");
  };

  it("takes a missing file for one without suppressions", () => {
    expect(readSuppressions(home, "dev")).to.deep.equal([]);
  });

  it("reads the environment's own file", () => {
    writeFileSync(
      join(home, "drift-suppressions.dev.yaml"),
      `suppressions:\n  - { type: "${TABLE}", attribute: tags.*, reason: owners are set by finance, expires: 2026-12-31 }\n`,
    );
    expect(readSuppressions(home, "dev")).to.deep.equal([{ type: TABLE, attribute: "tags.*", ...WHY }]);
    expect(readSuppressions(home, "prod")).to.deep.equal([]);
  });

  it("says what is no YAML, and what is no list of suppressions", () => {
    expect(failure("suppressions: [").message).to.match(
      /^\S+drift-suppressions\.dev\.yaml is no YAML: Flow sequence in block collection/,
    );
    expect(failure("- urn: x").details).to.deep.equal([
      "it is no object; use a list under the key `suppressions`",
    ]);
    expect(failure("suppressions: all").details).to.deep.equal([
      'suppressions is "all"; use a list of suppressions',
    ]);
  });

  it("says everything that is wrong with a suppression", () => {
    const one = (fields: object) => failure(JSON.stringify({ suppressions: [fields] })).details;
    expect(one({ urns: "x" })).to.deep.equal([
      "suppressions[0].reason is missing; use a sentence that says why, 10 characters or more",
      "suppressions[0].expires is missing; use the last day that it holds, for instance 2026-12-31",
      "suppressions[0].urns is unknown; allowed are urn, type, attribute, deleted, reason, expires",
    ]);
    expect(one(WHY)).to.deep.equal([
      "suppressions[0] must have either urn or type: one of them says which resources",
      "suppressions[0] must have either attribute or deleted: one of them says what about the resources",
    ]);
    expect(one({ ...WHY, urn: "*", attribute: "*", expires: "2026-02-30" })).to.deep.equal([
      'suppressions[0].expires is "2026-02-30", which is no day of the calendar',
    ]);
  });
});

describe("isExpired", () => {
  it("is false on the last day, in UTC, and true after it", () => {
    const suppression: Suppression = { ...WHY, type: "*", attribute: "*" };
    expect(isExpired(suppression, new Date("2026-12-31T23:59:59Z"))).to.equal(false);
    expect(isExpired(suppression, new Date("2027-01-01T00:00:00Z"))).to.equal(true);
  });
});

describe("sortDrift", () => {
  it("takes out the attributes that are covered, and judges the rest anew", () => {
    const suppression = { ...WHY, type: "aws:dynamodb/*", attribute: "deletionProtection*" };
    const { resources, suppressed } = sortDrift([CHANGED], [suppression]);
    expect(resources).to.deep.equal([{ ...CHANGED, security: false, attributes: [CHANGED.attributes[1]] }]);
    expect(suppressed).to.deep.equal([
      {
        resource: { urn: URN, type: TABLE, name: "requests", id: "hyperion-dev-requests", kind: "changed" },
        attribute: CHANGED.attributes[0],
        suppression,
      },
    ]);
  });

  it("takes out a resource of which nothing is left", () => {
    const { resources, suppressed } = sortDrift([CHANGED], [{ ...WHY, urn: "*::requests", attribute: "*" }]);
    expect(resources).to.deep.equal([]);
    expect(suppressed).to.have.lengthOf(2);
  });

  it("leaves what only looks alike: a dot stands for itself, another type is another", () => {
    const others: readonly Suppression[] = [
      { ...WHY, type: TABLE, attribute: "tags*Owne" },
      { ...WHY, type: TABLE, attribute: "tagsxOwner" },
      { ...WHY, type: "aws:dynamodb/table:Tab", attribute: "*" },
      { ...WHY, urn: "requests", attribute: "*" },
    ];
    expect(sortDrift([CHANGED], others)).to.deep.equal({ resources: [CHANGED], suppressed: [] });
  });

  it("covers a deletion only where it is told to", () => {
    const deleted: DriftedResource = { ...CHANGED, kind: "deleted", attributes: [] };
    expect(sortDrift([deleted], [{ ...WHY, type: TABLE, attribute: "*" }]).resources).to.deep.equal([
      deleted,
    ]);
    const { resources, suppressed } = sortDrift([deleted], [{ ...WHY, type: TABLE, deleted: true }]);
    expect(resources).to.deep.equal([]);
    expect(suppressed.map(({ resource }) => resource.kind)).to.deep.equal(["deleted"]);
  });
});
