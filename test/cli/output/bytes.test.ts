import { expect } from "chai";
import { formatBytes } from "../../../cli/output/bytes";

describe("formatBytes", () => {
  it("takes the unit that people read easily", () => {
    const sizes = [0, 1023, 1536, 10 * 1024 ** 2, 40.4 * 1024 ** 3, 3000 * 1024 ** 4];
    expect(sizes.map(formatBytes)).to.deep.equal([
      "0 B",
      "1023 B",
      "1.5 KiB",
      "10 MiB",
      "40 GiB",
      "3000 TiB",
    ]);
  });
});
