import { expect } from "chai";
import { type ListedPrice, PRICE_TABLE, type UnitPrices } from "../../../contracts/prices/price-list";
import { describeOrigin, originOf, pricesOf } from "../../../contracts/prices/price-origin";

const REGION = PRICE_TABLE["eu-west-1"];

/** The region's prices, as if all of them had been read from a list of that day. */
function listedOn(day: string): UnitPrices<ListedPrice> {
  const dated = (prices: object) =>
    Object.fromEntries(Object.entries(prices).map(([name, { usd }]) => [name, { usd, listed: day }]));
  return { ...dated(REGION), hostVcpuHour: dated(REGION.hostVcpuHour) } as unknown as UnitPrices<ListedPrice>;
}

describe("describeOrigin", () => {
  it("says that nobody has compared the prices when nobody has", () => {
    const { hostVcpuHour } = REGION;
    const unverified = { ...listedOn("2026-11-20"), natGatewayHour: { usd: 0.048 }, hostVcpuHour };
    const origin = originOf(unverified);
    expect(origin.unverified).to.deep.equal([
      "natGatewayHour",
      ...Object.keys(hostVcpuHour).map((family) => `hostVcpuHour.${family}`),
    ]);
    expect(describeOrigin({ listed: [], unverified: origin.unverified })).to.equal(
      "written down from memory, not compared with AWS's price list",
    );
  });

  it("gives the day of the list, and names the prices that are not from it", () => {
    const listed = listedOn("2026-11-20");
    expect(describeOrigin(originOf(listed))).to.equal("AWS's price list of 2026-11-20");
    const newer = { ...listed, keyMonth: { usd: 1, listed: "2026-11-25" } };
    expect(describeOrigin(originOf(newer))).to.equal("AWS's price list of 2026-11-20 to 2026-11-25");
    expect(describeOrigin(originOf({ ...newer, dashboardMonth: { usd: 3 } }))).to.equal(
      "AWS's price list of 2026-11-20 to 2026-11-25; from memory, not compared: dashboardMonth",
    );
  });
});

describe("pricesOf", () => {
  it("names the region, also one that has no prices", () => {
    expect(pricesOf("eu-west-1")).to.equal(`eu-west-1: ${describeOrigin(originOf(REGION))}`);
    expect(pricesOf("ap-south-2")).to.equal("ap-south-2 is not in the price table");
  });
});
