import { expect } from "chai";
import { runsOf, timeline } from "../../../cli/audit/timeline";
import { auditEvent } from "./audit-scope";

const OPERATION = auditEvent({
  at: "2026-01-31T11:00:00.000Z",
  sources: ["operations log"],
  who: "grace on desk",
  action: "up",
  target: "base dev",
  requestId: undefined,
});

describe("timeline", () => {
  it("puts events in the order of their times", () => {
    const first = auditEvent({ at: "2026-01-31T10:00:00.000Z", requestId: "R0" });
    expect(timeline([auditEvent(), OPERATION, first], {}).map(({ at }) => at.slice(11, 13))).to.deep.equal([
      "10",
      "11",
      "12",
    ]);
  });

  it("tells of a request once, with every source of it, but of each object that it was about", () => {
    const logged = auditEvent({ sources: ["S3 access log"], action: "REST.PUT.OBJECT" });
    const other = auditEvent({ target: "other.json" });
    expect(timeline([auditEvent(), logged, logged, other], {})).to.deep.equal([
      auditEvent({ sources: ["CloudTrail", "S3 access log"] }),
      other,
    ]);
  });

  it("leaves out what only read, unless it was refused or is asked for", () => {
    const read = auditEvent({ readOnly: true });
    const refused = auditEvent({ readOnly: true, outcome: "AccessDenied", requestId: "R2" });
    expect(timeline([read, refused], {})).to.deep.equal([refused]);
    expect(timeline([read, refused], { reads: true })).to.deep.equal([read, refused]);
  });

  it("keeps what somebody did, by a part of the name", () => {
    expect(timeline([auditEvent(), OPERATION], { who: "GRACE" })).to.deep.equal([OPERATION]);
  });

  it("keeps what belongs to a project or to one stack", () => {
    const enclave = (stack: string) =>
      auditEvent({ target: `.pulumi/locks/organization/enclave/${stack}/1.json`, requestId: stack });
    const checkpoint = auditEvent({ target: ".pulumi/stacks/enclave/vault.json.gz" });
    const bucket = auditEvent({ target: "state", requestId: "R3" });
    const entry = { ...OPERATION, target: "enclave vault" };
    const all = [OPERATION, entry, enclave("vault"), enclave("vault-2"), checkpoint, bucket];

    expect(timeline(all, { project: "enclave" }).map(({ target }) => target)).to.have.members([
      "enclave vault",
      enclave("vault").target,
      enclave("vault-2").target,
      checkpoint.target,
    ]);
    expect(timeline(all, { project: "enclave", stack: "vault" }).map(({ target }) => target)).to.have.members(
      ["enclave vault", enclave("vault").target, checkpoint.target],
    );
  });
});

describe("runsOf", () => {
  it("puts requests in a row together that differ in object and moment alone", () => {
    const [first, second, third] = ["a", "b", "c"].map((target) => auditEvent({ target }));
    const refused = auditEvent({ outcome: "AccessDenied" });
    const all = [first, second, refused, third].flatMap((event) => event ?? []);
    expect(
      runsOf(all).map(({ count, first: { target }, last }) => [count, target, last.target]),
    ).to.deep.equal([
      [2, "a", "b"],
      [1, refused.target, refused.target],
      [1, "c", "c"],
    ]);
  });

  it("leaves operations alone", () => {
    expect(runsOf([OPERATION, OPERATION])).to.have.length(2);
  });
});
