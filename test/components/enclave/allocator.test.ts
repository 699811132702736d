import { expect } from "chai";
import * as fc from "fast-check";
import { allocation } from "../../../components/enclave/allocator";

describe("allocation", () => {
  it("takes CPUs and memory as they are where they fit whole pages", () => {
    expect(allocation({ vcpus: 2, memoryMib: 1536 })).to.deep.equal({ cpuCount: 2, memoryMib: 1536 });
  });

  it("rounds memory up to whole huge pages, and by less than one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 64, max: 262_144 }), (memoryMib) => {
        const rounded = allocation({ vcpus: 2, memoryMib }).memoryMib;
        expect(rounded % 2).to.equal(0);
        expect(rounded - memoryMib).to.be.within(0, 1);
      }),
    );
  });

  it("refuses what no enclave can have", () => {
    expect(() => allocation({ vcpus: 0, memoryMib: 512 })).to.throw(
      "vcpus 0 is not allowed: use a whole number from 1",
    );
    expect(() => allocation({ vcpus: 2, memoryMib: 63 })).to.throw(
      "memoryMib 63 is not allowed: use a whole number from 64",
    );
    expect(() => allocation({ vcpus: 2, memoryMib: 512.5 })).to.throw(
      "memoryMib 512.5 is not allowed: use a whole number from 64",
    );
  });
});
