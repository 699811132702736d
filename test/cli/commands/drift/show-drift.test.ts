import { expect } from "chai";
import { showStackDrift, showSuppressions } from "../../../../cli/commands/drift/show-drift";
import { commandContext } from "../../../support/command-context";
import { driftedAttribute, driftedResource } from "../../../support/drifted-resource";

const SUPPRESSION = {
  type: "aws:dynamodb/*",
  attribute: "tags.*",
  reason: "owners are set by finance",
  expires: "2026-12-31",
};

describe("showStackDrift", () => {
  const shown = (drift: Partial<Parameters<typeof showStackDrift>[1]>): readonly string[] => {
    const { output, said } = commandContext();
    showStackDrift(output, {
      project: "base",
      stack: "dev",
      resources: [],
      suppressed: [],
      lockedBy: [],
      ...drift,
    });
    return said.lines;
  };

  it("says so when everything is as deployed", () => {
    expect(shown({})).to.deep.equal(["base dev: as deployed"]);
  });

  it("marks what matters for security, and tells both values and who changed it", () => {
    const resource = driftedResource({
      attributes: [
        driftedAttribute("deletionProtectionEnabled", { security: true, deployed: true, found: false }),
        driftedAttribute("ttl", { deployed: undefined, found: { enabled: true } }),
        driftedAttribute("hashKey", { replaces: true }),
        driftedAttribute("note", { managed: false, found: "x".repeat(200) }),
      ],
      changedBy: [
        { who: "operator/ada", event: "UpdateTable", time: "2026-01-31T12:00:00.000Z", from: "::1" },
      ],
    });
    expect(shown({ resources: [resource] })).to.deep.equal([
      "base dev: 1 resource not as deployed",
      "  ! aws:dynamodb/table:Table  requests  hyperion-dev-requests  changed",
      "    ! deletionProtectionEnabled: true → false",
      '      ttl: nothing → {"enabled":true}',
      '      hashKey: "a" → "b" (brought back by a replacement)',
      `      note: "a" → "${"x".repeat(159)}… (not in the program: remove it by hand)`,
      "      UpdateTable by operator/ada from ::1 at 2026-01-31T12:00:00.000Z",
    ]);
  });

  it("warns of those whose work may be what shows", () => {
    const lockedBy = ["base dev is locked by ada on desk (process 7) since 2026-01-31T12:00:00Z"];
    expect(shown({ resources: [driftedResource()], lockedBy })[1]).to.equal(
      "warning: base dev is locked by ada on desk (process 7) since 2026-01-31T12:00:00Z: what is done there may show as drift",
    );
  });

  it("lists what is suppressed with the reason and the last day", () => {
    const { urn, type, name } = driftedResource();
    const suppressed = [
      {
        resource: { urn, type, name, kind: "changed" as const },
        attribute: driftedAttribute("tags.Owner"),
        suppression: SUPPRESSION,
      },
      { resource: { urn, type, name, kind: "deleted" as const }, suppression: SUPPRESSION },
    ];
    expect(shown({ suppressed })).to.deep.equal([
      "base dev: as deployed, 2 suppressed",
      '    requests  tags.Owner: "a" → "b"; suppressed until 2026-12-31: owners are set by finance',
      "    requests  deleted; suppressed until 2026-12-31: owners are set by finance",
    ]);
  });
});

describe("showSuppressions", () => {
  it("names those that have expired, and those that cover nothing", () => {
    const { output, said } = commandContext();
    const { attribute: _, type: __, ...rest } = SUPPRESSION;
    showSuppressions(output, { expired: [SUPPRESSION], unused: [{ ...rest, urn: "*::old", deleted: true }] });
    expect(said.lines).to.deep.equal([
      "warning: suppression of tags.* of aws:dynamodb/* has expired on 2026-12-31",
      "warning: suppression of the deletion of *::old covers nothing: remove it (owners are set by finance)",
    ]);
  });
});
