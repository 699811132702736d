import { expect } from "chai";
import fc from "fast-check";
import { FleetError } from "../../contracts/errors";
import { parseRequestFile, specFindings, validateSpec } from "../../contracts/request-schema";
import { REGISTRY, SPEC } from "../support/request-fixture";

const IMAGE_RULE =
  "use an image by digest, <registry>/<repository>@sha256:<64 hexadecimal digits>, at most 400 characters";

/** What is found in a spec with one field changed. */
function faults(field: string, value: unknown): readonly string[] {
  return specFindings({ ...SPEC, [field]: value });
}

describe("specFindings", () => {
  it("finds nothing in a spec without faults, with or without what is optional", () => {
    expect(specFindings(SPEC)).to.deep.equal([]);
    expect(
      specFindings(
        {
          ...SPEC,
          instanceType: "m6i.2xlarge",
          tags: { Team: "payments" },
          description: "Signs.\n\t$(x) `y` {{z}} 'q' \"r\" — Zürich 🔐",
        },
        { registries: [REGISTRY] },
      ),
    ).to.deep.equal([]);
  });

  it("names field, value and rule of every fault at once", () => {
    expect(
      specFindings({
        image: "nginx:latest",
        vcpus: 3,
        memoryMib: "much",
        ports: [80, 8443],
        lifetimeHours: 0,
        colour: "red",
        description: "x".repeat(257),
      }),
    ).to.deep.equal([
      "spec.colour is unknown; allowed are image, vcpus, memoryMib, ports, lifetimeHours, instanceType, tags, description",
      `spec.image is "nginx:latest"; ${IMAGE_RULE}`,
      "spec.vcpus is 3; use an even whole number from 2 to 64",
      'spec.memoryMib is "much"; use a whole number of MiB from 64 to 262144',
      "spec.ports[0] is 80; use a whole number from 1024 to 65535",
      "spec.lifetimeHours is 0; use a whole number of hours from 1 to 8760",
      `spec.description is "${"x".repeat(59)}…; use at most 256 characters of text`,
    ]);
  });

  it("names every field that is missing", () => {
    expect(specFindings({})).to.deep.equal([
      `spec.image is missing; ${IMAGE_RULE}`,
      "spec.vcpus is missing; use an even whole number from 2 to 64",
      "spec.memoryMib is missing; use a whole number of MiB from 64 to 262144",
      "spec.ports is missing; use at most 10 different ports from 1024 to 65535",
      "spec.lifetimeHours is missing; use a whole number of hours from 1 to 8760",
    ]);
  });

  it("refuses images without digest, registry or repository", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    for (const image of [
      `${REGISTRY}/signer:1.0`,
      `${REGISTRY}/signer:1.0@${digest}`,
      `signer@${digest}`,
      `team/signer@${digest}`,
      `${REGISTRY}@${digest}`,
      `${REGISTRY}/signer@sha256:${"A".repeat(64)}`,
      `${REGISTRY}/signer@sha256:${"a".repeat(63)}`,
      `${REGISTRY}/../signer@${digest}`,
      `${REGISTRY}/signer@${digest}\n`,
      `${REGISTRY}/$(id)@${digest}`,
      `${REGISTRY}/${"x".repeat(400)}@${digest}`,
    ]) {
      expect(faults("image", image), image).to.have.length(1);
    }
  });

  it("refuses an image from a registry that the environment does not allow", () => {
    expect(specFindings(SPEC, { registries: ["ghcr.io", "public.ecr.aws"] })).to.deep.equal([
      `spec.image is from registry "${REGISTRY}"; use one of ghcr.io, public.ecr.aws`,
    ]);
  });

  it("refuses ports that are too many, not different, or no ports", () => {
    const rule = "use at most 10 different ports from 1024 to 65535";
    expect(faults("ports", [8443, 8443])).to.deep.equal([`spec.ports is [8443,8443]; ${rule}`]);
    expect(
      faults(
        "ports",
        Array.from({ length: 11 }, (_, index) => 2000 + index),
      )[0],
    ).to.include(rule);
    expect(faults("ports", 8443)).to.deep.equal([`spec.ports is 8443; ${rule}`]);
    expect(faults("ports", [])).to.deep.equal([]);
  });

  it("refuses a host type that cannot hold the enclave, with the smallest that can", () => {
    expect(specFindings({ ...SPEC, vcpus: 8, instanceType: "m6i.2xlarge" })).to.deep.equal([
      "spec: host type m6i.2xlarge (8 vCPUs, 32768 MiB) cannot hold an enclave of 8 vCPUs and 512 MiB: the smallest that can is c6i.4xlarge",
    ]);
  });

  it("refuses control characters, reversed reading and unnormalised text in a description", () => {
    for (const description of ["a\0b", "a\u001b[31mb", "a\u202eb", "cafe\u0301"]) {
      expect(faults("description", description), JSON.stringify(description)).to.have.length(1);
    }
  });

  it("refuses a spec over 32 KiB unread", () => {
    const bytes = JSON.stringify({ ...SPEC, description: "x".repeat(40_000) }).length;
    expect(faults("description", "x".repeat(40_000))).to.deep.equal([
      `spec has ${bytes} bytes; use at most 32768`,
    ]);
  });

  it("takes nothing from prototypes", () => {
    const hostile: unknown = JSON.parse(`{"__proto__": ${JSON.stringify(SPEC)}, "constructor": {}}`);
    const findings = specFindings(hostile);
    expect(findings).to.include(`spec.image is missing; ${IMAGE_RULE}`);
    expect(findings.filter((finding) => finding.includes("is unknown"))).to.have.length(2);
    expect(
      specFindings(Object.create(SPEC)).filter((finding) => finding.includes("is missing")),
    ).to.have.length(5);
  });

  it("bounds what it says", () => {
    const findings = specFindings(
      Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`x${index}`, 1])),
    );
    expect(findings).to.have.length(51);
    expect(findings.at(-1)).to.equal("and 455 more");
  });

  it("never throws, and accepts nothing that breaks a rule", () => {
    const spec = fc.record(
      {
        image: fc.oneof(fc.constant(SPEC.image), fc.string()),
        vcpus: fc.oneof(fc.integer({ min: -2, max: 70 }), fc.anything()),
        memoryMib: fc.oneof(fc.integer({ min: 0, max: 300_000 }), fc.anything()),
        ports: fc.oneof(fc.array(fc.integer({ min: 0, max: 70_000 })), fc.anything()),
        lifetimeHours: fc.oneof(fc.integer({ min: 0, max: 9000 }), fc.anything()),
        tags: fc.oneof(fc.dictionary(fc.string(), fc.string()), fc.anything()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(spec, fc.anything()), (candidate) => {
        fc.pre(!JSON.stringify(candidate)?.includes("toJSON"));
        if (specFindings(candidate).length === 0) {
          const { vcpus, memoryMib, ports } = validateSpec(candidate);
          expect(vcpus % 2).to.equal(0);
          expect(memoryMib).to.be.within(64, 262_144);
          expect(new Set(ports).size).to.equal(ports.length);
        }
      }),
    );
  });
});

describe("parseRequestFile", () => {
  it("reads the file of an application team", () => {
    const file = { id: "signer", owner: "payments", spec: SPEC };
    expect(parseRequestFile(file)).to.deep.equal(file);
  });

  it("says all that is wrong, with its count", () => {
    try {
      parseRequestFile({ id: "../x", owner: "$(id)", spec: { ...SPEC, tags: { Owner: "me" } }, extra: 1 });
      expect.fail("the file was accepted");
    } catch (error) {
      expect(error).to.be.instanceOf(FleetError);
      const { name, message, details } = error as FleetError;
      expect(name).to.equal("RequestRejected");
      expect(message).to.equal("the request has 4 faults: correct it and ask again");
      expect(details).to.deep.equal([
        "extra is unknown; allowed are id, owner, spec",
        'id is "../x"; use 3 to 40 characters, a-z, 0-9 and single hyphens, starting with a letter',
        'owner is "$(id)"; use 1 to 63 of a-z, A-Z, 0-9 and . _ @ -, starting with a letter or digit',
        'spec.tags key "Owner" is not allowed; the fleet sets Project, Environment, Scope, ManagedBy, Owner, CostCenter, Name, EnclaveId, EnclaveGeneration, EnclaveFence itself',
      ]);
    }
  });

  it("refuses what is no object", () => {
    for (const file of [undefined, null, "text", 3, []]) {
      expect(() => parseRequestFile(file))
        .to.throw("the request has 1 fault: correct it and ask again")
        .with.property("name", "RequestRejected");
    }
  });
});
