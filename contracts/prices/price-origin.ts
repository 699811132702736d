import { type ListedPrice, PRICE_TABLE, PRICED_REGIONS, type UnitPrices } from "./price-list";
import { PRICE_SOURCES } from "./price-sources";

/**
 * Where the region's prices are from, for people who are to believe them: `eu-west-1: AWS's price list of
 * 2026-11-20`. Prices that were not read from AWS's own list say so.
 */
export function pricesOf(region: string): string {
  const known = PRICED_REGIONS.find((candidate) => candidate === region);
  return known === undefined
    ? `${region} is not in the price table`
    : `${region}: ${describeOrigin(PRICE_TABLE[known])}`;
}

/** The best origin comes first; the prices of the others are named. */
export function describeOrigin({ hostVcpuHour, ...others }: UnitPrices<ListedPrice>): string {
  const prices: readonly NamedPrice[] = [
    ...Object.entries<ListedPrice>(others),
    ...Object.entries(hostVcpuHour).map(([family, price]) => [`hostVcpuHour.${family}`, price] as const),
  ];
  const listed = prices.filter(([, price]) => price.listed !== undefined);
  const compared = prices.filter(([, price]) => price.listed === undefined && price.compared !== undefined);
  const neither = prices.filter((price) => !listed.includes(price) && !compared.includes(price));
  return [
    { says: `AWS's price list of ${span(listed)}`, of: listed },
    { says: `compared with public sources of ${span(compared)}, not with AWS's price list`, of: compared },
    { says: "from memory, not compared", of: neither },
  ]
    .filter(({ of }) => of.length > 0)
    .map(({ says, of }, place) => (place === 0 ? says : `${says}: ${of.map(([name]) => name).join(", ")}`))
    .join("; ");
}

type NamedPrice = readonly [name: string, price: ListedPrice];

/** From the oldest to the newest day. */
function span(prices: readonly NamedPrice[]): string {
  const days = prices.map(([, { listed, compared }]) => listed ?? PRICE_SOURCES[compared ?? ""]?.day);
  const [oldest, ...newer] = [...new Set(days)].sort();
  return newer.length === 0 ? `${oldest}` : `${oldest} to ${newer.at(-1)}`;
}
