import { expect } from "chai";
import { accessLogEvent } from "../../../cli/audit/access-log-line";

const line = (middle: string) =>
  `79a5 state [31/Jan/2026:12:00:00 +0000] 192.0.2.7 arn:aws:iam::111122223333:user/ada R1 ${middle} - - 12 - "-" "pulumi" - id SigV4 TLS AuthHeader state.s3.eu-west-1.amazonaws.com TLSv1.3 - -`;

describe("accessLogEvent", () => {
  it("tells who did what to which object", () => {
    const written = line(
      'REST.PUT.OBJECT .pulumi/stacks/base/dev.json "PUT /.pulumi/stacks/base/dev.json HTTP/1.1" 200 -',
    );
    expect(accessLogEvent(written, "state")).to.deep.equal({
      at: "2026-01-31T12:00:00.000Z",
      sources: ["S3 access log"],
      who: "arn:aws:iam::111122223333:user/ada",
      action: "REST.PUT.OBJECT",
      target: ".pulumi/stacks/base/dev.json",
      outcome: "succeeded",
      readOnly: false,
      detail: "from 192.0.2.7",
      requestId: "R1",
    });
  });

  it("tells of a refused read, of a request without an object, and of who names no one", () => {
    const refused = line('REST.GET.OBJECT a%2520b "GET /a%20b?x=\\"y\\" HTTP/1.1" 403 AccessDenied').replace(
      "arn:aws:iam::111122223333:user/ada",
      "-",
    );
    expect(accessLogEvent(refused, "state")).to.include({
      who: "anonymous",
      outcome: "AccessDenied",
      readOnly: true,
      target: "a%20b",
    });
    expect(accessLogEvent(line('REST.GET.BUCKET - "GET / HTTP/1.1" 500 -'), "state")).to.include({
      target: "state",
      outcome: "HTTP 500",
    });
  });

  it("takes what S3 itself deletes for a change", () => {
    expect(accessLogEvent(line('S3.EXPIRE.OBJECT old.json "-" - -'), "state")).to.include({
      readOnly: false,
      outcome: "succeeded",
    });
  });

  it("takes a key that is not decodable as it is", () => {
    expect(accessLogEvent(line('REST.PUT.OBJECT %zz "PUT /%zz HTTP/1.1" 200 -'), "state")?.target).to.equal(
      "%zz",
    );
  });

  for (const text of ["", "something else", line('REST.PUT.OBJECT a "PUT" 200 -').replace("Jan", "Foo")]) {
    it(`takes ${JSON.stringify(text.slice(0, 40))} for no line`, () => {
      expect(accessLogEvent(text, "state")).to.equal(undefined);
    });
  }
});
