import { expect } from "chai";
import { compressionOf, decompressed } from "../../../backend/checkpoints/checkpoint";
import { COMPRESS, COMPRESSIONS } from "../../../cli/drill/compressions";
import { type DrillReport, drillFaults, drillMarkdown } from "../../../cli/drill/drill-report";

describe("COMPRESS", () => {
  for (const compression of COMPRESSIONS) {
    it(`makes ${compression} that can be read again, also of more than one block`, () => {
      for (const length of [0, 1, 128 * 1024, 300_000]) {
        const plain = Buffer.alloc(length, "x");
        const body = COMPRESS[compression](plain);
        expect(compressionOf(body)).to.equal(compression);
        expect(Buffer.from(decompressed(body)).equals(plain), `${length} bytes`).to.equal(true);
      }
    });
  }
});

describe("drillMarkdown", () => {
  const report: DrillReport = {
    environment: "dev",
    account: "111122223333",
    region: "eu-west-1",
    startedAt: "2026-01-31T12:00:00.000Z",
    durationSeconds: 2.5,
    passed: false,
    stacks: [
      {
        project: "base",
        stack: "dev",
        resources: 3,
        rehearsals: [
          { compression: "none", step: "deleted", milliseconds: 12 },
          { compression: "gzip", step: "truncated", milliseconds: 34, fault: "the damage was not found" },
        ],
      },
    ],
    unreadable: [{ project: "runtime", stack: "dev", reason: "it is empty" }],
  };

  it("names what failed, stack by stack and step by step", () => {
    expect(drillFaults(report)).to.deep.equal([
      "runtime dev: it is empty",
      "base dev, gzip, truncated: the damage was not found",
    ]);
    expect(drillMarkdown(report)).to.equal(`# Recovery drill of dev

Account 111122223333 in eu-west-1, 2026-01-31T12:00:00.000Z, 2.5 s. Not everything went as it should:

- runtime dev: it is empty
- base dev, gzip, truncated: the damage was not found

| stack | resources | compression | step | result | time |
| --- | ---: | --- | --- | --- | ---: |
| base dev | 3 | none | deleted | ok | 12 ms |
| base dev | 3 | gzip | truncated | failed | 34 ms |
`);
  });
});
