import { expect } from "chai";
import fc from "fast-check";
import { ENVIRONMENTS } from "../../contracts/environment";
import {
  assertRequestId,
  boundedName,
  executionName,
  isRequestId,
  physicalName,
} from "../../contracts/names";
import { OPERATIONS } from "../../contracts/operation";

const requestId = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,9}){0,3}[a-z0-9]$/).filter(isRequestId);
const run = fc.record({
  id: requestId,
  generation: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
  operation: fc.constantFrom(...OPERATIONS),
});

describe("assertRequestId", () => {
  const refused: Readonly<Record<string, string>> = {
    "300 characters": "a".repeat(300),
    "41 characters": "a".repeat(41),
    "two characters": "ab",
    nothing: "",
    "a parent folder": "../etc",
    "a slash": "a/b/c",
    "a NUL": "abc\0",
    "a line end": "abc\n",
    "a command": "$(id)",
    "a template": "{{abc}}",
    "capital letters": "Signer",
    "a Cyrillic look-alike": "s\u0456gner",
    "a full-width letter": "\uff41bcd",
    "an unnormalised form": "cafe\u0301",
    "a hyphen at its end": "signer-",
    "a double hyphen": "sig--ner",
    "a digit at its start": "1signer",
    "an underscore": "sig_ner",
  };
  for (const [what, id] of Object.entries(refused)) {
    it(`refuses an id with ${what}`, () => {
      expect(isRequestId(id)).to.equal(false);
      expect(() => assertRequestId(id))
        .to.throw()
        .with.property("name", "InvalidName");
    });
  }

  it("says what is allowed, without repeating all of a long id", () => {
    expect(() => assertRequestId("A".repeat(100))).to.throw(
      `id "${"A".repeat(60)}" is not allowed: use 3 to 40 characters, a-z, 0-9 and single hyphens, starting with a letter`,
    );
  });

  it("accepts exactly what its error says", () => {
    const unit = fc.constantFrom("a", "z", "0", "9", "-", "A", "_", "/", "\0", "\u0456", "e\u0301");
    fc.assert(
      fc.property(fc.oneof(requestId, fc.string({ unit, maxLength: 45 })), (id) => {
        const allowed =
          id.length >= 3 &&
          id.length <= 40 &&
          /^[a-z]/.test(id) &&
          /^[a-z0-9-]*$/.test(id) &&
          !id.includes("--") &&
          !id.endsWith("-");
        expect(isRequestId(id)).to.equal(allowed);
      }),
    );
  });
});

describe("executionName", () => {
  it("is at most 80 characters that Step Functions allows", () => {
    fc.assert(
      fc.property(run, (of) => {
        expect(executionName(of)).to.match(/^[0-9A-Za-z_-]{1,80}$/);
      }),
    );
  });

  it("is the same for the same run, and another for every other", () => {
    fc.assert(
      fc.property(run, run, (a, b) => {
        const same = a.id === b.id && a.generation === b.generation && a.operation === b.operation;
        expect(executionName(a) === executionName(b)).to.equal(same);
      }),
    );
  });

  it("refuses a generation that is none", () => {
    for (const generation of [0, -1, 1.5, Number.NaN, Number.MAX_SAFE_INTEGER + 1]) {
      expect(() => executionName({ id: "signer", generation, operation: "deploy" })).to.throw(
        `generation ${generation} is not allowed: use a whole number from 1`,
      );
    }
  });
});

describe("boundedName", () => {
  it("keeps two names two names, and within the limit", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.string({ maxLength: 200 }), (a, b) => {
        fc.pre(a !== b);
        expect(boundedName(a, 63)).to.have.length.at.most(63);
        expect(boundedName(a, 63)).to.not.equal(boundedName(b, 63));
      }),
    );
  });

  it("leaves a short name as it is", () => {
    expect(physicalName("dev", "requests")).to.equal("hyperion-dev-requests");
  });

  it("never gives two environments one name", () => {
    const names = ENVIRONMENTS.map((environment) => physicalName(environment, "x".repeat(100)));
    expect(new Set(names).size).to.equal(ENVIRONMENTS.length);
  });
});
