import { expect } from "chai";
import fc from "fast-check";
import { canHold, HOST_TYPES, hostTypeFor, hostTypesFor, smallestHostType } from "../../contracts/host-types";
import { HOST_FAMILIES } from "../../contracts/prices/price-list";

const need = fc.record({
  vcpus: fc.integer({ min: 1, max: 32 }).map((half) => half * 2),
  memoryMib: fc.integer({ min: 64, max: 262_144 }),
});

describe("hostTypeFor", () => {
  it("leaves a whole core and 2 GiB to a host with two threads per core", () => {
    expect(hostTypeFor({ vcpus: 2, memoryMib: 512 }).name).to.equal("c6i.xlarge");
    expect(hostTypeFor({ vcpus: 2, memoryMib: 8192 - 2048 }).name).to.equal("c6i.xlarge");
    expect(hostTypeFor({ vcpus: 2, memoryMib: 8192 - 2047 }).name).to.equal("m6i.xlarge");
    expect(hostTypeFor({ vcpus: 4, memoryMib: 512 }).name).to.equal("c6i.2xlarge");
  });

  it("finds a type for everything that a spec may ask for, and no smaller one would do", () => {
    fc.assert(
      fc.property(need, (of) => {
        const type = hostTypeFor(of);
        expect(canHold(type, of)).to.equal(true);
        expect(type.vcpus).to.be.at.least(4);
        const smaller = HOST_TYPES.filter(
          (other) => other.architecture === type.architecture && other.vcpus < type.vcpus,
        );
        expect(smaller.some((other) => canHold(other, of))).to.equal(false);
      }),
    );
  });

  it("keeps to a type that the request names, if it can hold the enclave", () => {
    expect(hostTypeFor({ vcpus: 2, memoryMib: 512, instanceType: "r6i.4xlarge" }).name).to.equal(
      "r6i.4xlarge",
    );
    expect(hostTypeFor({ vcpus: 2, memoryMib: 512, instanceType: "c6g.xlarge" }).architecture).to.equal(
      "arm64",
    );
  });

  it("names the smallest type of the same architecture when the named one is too small", () => {
    expect(() => hostTypeFor({ vcpus: 4, memoryMib: 512, instanceType: "c6i.xlarge" })).to.throw(
      "host type c6i.xlarge (4 vCPUs, 8192 MiB) cannot hold an enclave of 4 vCPUs and 512 MiB: the smallest that can is c6i.2xlarge",
    );
    expect(() => hostTypeFor({ vcpus: 2, memoryMib: 512, instanceType: "c6g.large" })).to.throw(
      "host type c6g.large (2 vCPUs, 4096 MiB) cannot hold an enclave of 2 vCPUs and 512 MiB: the smallest that can is c6g.xlarge",
    );
  });

  it("refuses a type that is not known to run enclaves", () => {
    expect(() => hostTypeFor({ vcpus: 2, memoryMib: 512, instanceType: "t3.large" })).to.throw(
      'host type "t3.large" is not known to run Nitro enclaves: the smallest that can hold an enclave of 2 vCPUs and 512 MiB is c6i.xlarge',
    );
  });

  it("refuses what no type can hold", () => {
    expect(() => hostTypeFor({ vcpus: 128, memoryMib: 512 })).to.throw(
      "no host type can hold an enclave of 128 vCPUs and 512 MiB: it needs 2048 MiB and at least one core beside the enclave; ask for less",
    );
    expect(smallestHostType({ vcpus: 2, memoryMib: 10_000_000 })).to.equal(undefined);
  });
});

describe("HOST_TYPES", () => {
  it("names each type once, with at least what Nitro Enclaves need", () => {
    expect(new Set(HOST_TYPES.map(({ name }) => name)).size).to.equal(HOST_TYPES.length);
    for (const { architecture, vcpus } of HOST_TYPES) {
      expect(vcpus).to.be.at.least(architecture === "x86_64" ? 4 : 2);
    }
  });

  it("has prices that grow with the size", () => {
    const priced = HOST_TYPES.filter(({ name }) => name.startsWith("m6i."));
    expect(priced.map(({ hourlyUsd, vcpus }) => (hourlyUsd ?? 0) / vcpus)).to.satisfy((perVcpu: number[]) =>
      perVcpu.every((price) => Math.abs(price - 0.0535) < 1e-6),
    );
  });
});

describe("hostTypesFor", () => {
  const names = (...given: Parameters<typeof hostTypesFor>) => hostTypesFor(...given).map(({ name }) => name);
  const SMALL = { vcpus: 2, memoryMib: 512 };

  it("gives the request's own type only, unless others are allowed", () => {
    expect(names(SMALL)).to.deep.equal(["c6i.xlarge"]);
    expect(names(SMALL, ["r6i", "m6i"])).to.deep.equal(["c6i.xlarge", "r6i.xlarge", "m6i.xlarge"]);
  });

  it("gives a request that names its type nothing else", () => {
    expect(names({ ...SMALL, instanceType: "c6i.2xlarge" }, ["m6i"])).to.deep.equal(["c6i.2xlarge"]);
  });

  it("gives none that is too small, of another architecture, or twice", () => {
    expect(names({ vcpus: 2, memoryMib: 12_000 }, ["c6i", "m6i", "m6g", "r6i"])).to.deep.equal([
      "m6i.xlarge",
      "r6i.xlarge",
    ]);
  });

  it("gives types that can all hold the enclave, of one size", () => {
    fc.assert(
      fc.property(need, fc.shuffledSubarray([...HOST_FAMILIES]), (of, families) => {
        const [own, ...others] = hostTypesFor(of, families);
        expect(own).to.equal(hostTypeFor(of));
        for (const type of others) {
          expect(canHold(type, of)).to.equal(true);
          expect(type).to.include({ vcpus: own.vcpus, architecture: own.architecture });
        }
      }),
    );
  });
});
