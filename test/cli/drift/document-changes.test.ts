import { expect } from "chai";
import { changesBetween } from "../../../cli/drift/document-changes";

const DENY = { Sid: "DenyPlainHttp", Effect: "Deny", Action: "s3:*" };
const ALLOW = { Sid: "AllowRead", Effect: "Allow", Action: ["s3:GetObject", "s3:ListBucket"] };

function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

describe("changesBetween", () => {
  it("gives plain values as they are", () => {
    expect(changesBetween("enabled", true, false)).to.deep.equal([
      { path: "enabled", deployed: true, found: false },
    ]);
  });

  it("takes a policy apart by its statements' names, in whatever order they are", () => {
    const found = policy({ ...ALLOW, Action: "s3:*" }, DENY);
    expect(changesBetween("policy", policy(DENY, ALLOW), found)).to.deep.equal([
      { path: 'policy.Statement["AllowRead"].Action', deployed: ALLOW.Action, found: "s3:*" },
    ]);
    expect(changesBetween("policy", policy(DENY, ALLOW), policy(ALLOW))).to.deep.equal([
      { path: 'policy.Statement["DenyPlainHttp"]', deployed: DENY, found: undefined },
    ]);
  });

  it("takes one that says the same in another form for no change of its own", () => {
    const reordered = { ...ALLOW, Action: ["s3:ListBucket", "s3:GetObject"] };
    const found = policy({ ...DENY, Action: ["s3:*"], Effect: "Allow" }, reordered);
    expect(changesBetween("policy", policy(DENY, ALLOW), found)).to.deep.equal([
      { path: 'policy.Statement["DenyPlainHttp"].Effect', deployed: "Deny", found: "Allow" },
    ]);
  });

  it("matches statements without names by what they say, and else by their place", () => {
    const [first, second] = [
      { Effect: "Allow", Action: "sqs:*" },
      { Effect: "Allow", Action: "sns:*" },
    ];
    const added = { Effect: "Allow", Action: "*" };
    expect(changesBetween("policy", policy(first, second), policy(added, second, first))).to.deep.equal([
      { path: "policy.Statement[0]", deployed: undefined, found: added },
    ]);
    const widened = { Effect: "Allow", Action: "*" };
    expect(changesBetween("policy", policy(first, second), policy(widened, second))).to.deep.equal([
      { path: "policy.Statement[0].Action", deployed: "sqs:*", found: "*" },
    ]);
  });

  it("gives whole texts where they are no documents, or say the same to us", () => {
    expect(changesBetween("userData", "{no json", '{"a":1}')).to.deep.equal([
      { path: "userData", deployed: "{no json", found: '{"a":1}' },
    ]);
    expect(changesBetween("policy", '{"a":["b"]}', '{"a":"b"}')).to.deep.equal([
      { path: "policy", deployed: '{"a":["b"]}', found: '{"a":"b"}' },
    ]);
  });
});
