import { expect } from "chai";
import { type ListedPrice, PRICE_TABLE, type UnitPrices } from "../../../contracts/prices/price-list";
import { describeOrigin, pricesOf } from "../../../contracts/prices/price-origin";
import { PRICE_SOURCES } from "../../../contracts/prices/price-sources";

const REGION = PRICE_TABLE["eu-west-1"];

/** The region's prices, as if nobody had looked where they are from, or all of them had this origin. */
function prices(origin: Omit<ListedPrice, "usd"> = {}): UnitPrices<ListedPrice> {
  const of = (named: object) =>
    Object.fromEntries(Object.entries(named).map(([name, { usd }]) => [name, { usd, ...origin }]));
  return { ...of(REGION), hostVcpuHour: of(REGION.hostVcpuHour) } as unknown as UnitPrices<ListedPrice>;
}

describe("describeOrigin", () => {
  it("says that nobody has compared the prices when nobody has", () => {
    expect(describeOrigin(prices())).to.equal("from memory, not compared");
  });

  it("gives the days of AWS's list", () => {
    const listed = prices({ listed: "2026-11-20" });
    expect(describeOrigin(listed)).to.equal("AWS's price list of 2026-11-20");
    expect(describeOrigin({ ...listed, keyMonth: { usd: 1, listed: "2026-11-25" } })).to.equal(
      "AWS's price list of 2026-11-20 to 2026-11-25",
    );
  });

  it("gives the days of the sources that were compared, and says that they are not AWS's list", () => {
    const compared = prices({ compared: "karpenter" });
    expect(describeOrigin(compared)).to.equal(
      "compared with public sources of 2026-07-20, not with AWS's price list",
    );
    expect(describeOrigin({ ...compared, keyMonth: { usd: 1, compared: "cloudburn" } })).to.equal(
      "compared with public sources of 2026-03-14 to 2026-07-20, not with AWS's price list",
    );
  });

  it("names the prices that are not of the best origin", () => {
    const mixed = {
      ...prices({ listed: "2026-11-20" }),
      keyMonth: { usd: 1, compared: "cloudburn" },
      dashboardMonth: { usd: 3 },
      hostVcpuHour: { ...prices({ listed: "2026-11-20" }).hostVcpuHour, c6i: { usd: 0.05 } },
    };
    expect(describeOrigin(mixed)).to.equal(
      [
        "AWS's price list of 2026-11-20",
        "compared with public sources of 2026-03-14, not with AWS's price list: keyMonth",
        "from memory, not compared: dashboardMonth, hostVcpuHour.c6i",
      ].join("; "),
    );
  });
});

describe("pricesOf", () => {
  it("names the region, also one that has no prices", () => {
    expect(pricesOf("eu-west-1")).to.equal(`eu-west-1: ${describeOrigin(REGION)}`);
    expect(pricesOf("ap-south-2")).to.equal("ap-south-2 is not in the price table");
  });
});

describe("PRICE_TABLE", () => {
  it("says of every price of every region where it is from", () => {
    const origins = Object.values(PRICE_TABLE).flatMap(({ hostVcpuHour, ...others }) =>
      [...Object.values<ListedPrice>(others), ...Object.values(hostVcpuHour)].map(
        ({ listed, compared }) => listed ?? PRICE_SOURCES[compared ?? ""]?.day,
      ),
    );
    expect(origins).to.have.lengthOf(3 * 19);
    for (const day of origins) {
      expect(day).to.match(/^20\d\d-\d\d-\d\d$/);
    }
  });
});
