import { FleetError } from "../../contracts/errors";
import { HOST_TYPES } from "../../contracts/host-types";
import {
  HOST_FAMILIES,
  type HostFamily,
  type ListedPrice,
  PRICED_REGIONS,
  type PricedRegion,
  type PriceTable,
  type UnitPrices,
} from "../../contracts/prices/price-list";
import {
  hostFamilyOf,
  isOfferOf,
  OFFERS,
  type Offer,
  SERVICES,
  type Service,
  type UnitPriceName,
} from "./offers";
import type { PriceFile, PriceRow } from "./price-file";

/** Opens a service's file for a region; undefined where there is none, so that its prices stay as they are. */
export type OpenFile = (
  service: Service,
  region: PricedRegion,
  wanted: (row: PriceRow) => boolean,
) => Promise<PriceFile | undefined>;

type MutablePrices = { -readonly [Name in UnitPriceName]: ListedPrice } & {
  hostVcpuHour: Record<HostFamily, ListedPrice>;
};

/**
 * `before` with every price that the files say, each with the day of its file.
 * @throws FleetError `CheckFailed` when a file that is there does not have a price, or has it twice: a table that is
 * half wrong is worse than an old one
 */
export async function updatedTable(before: PriceTable, open: OpenFile): Promise<PriceTable> {
  const entries: [PricedRegion, UnitPrices<ListedPrice>][] = [];
  for (const region of PRICED_REGIONS) {
    entries.push([region, await updatedRegion(before[region], region, open)]);
  }
  return Object.fromEntries(entries) as PriceTable;
}

async function updatedRegion(
  before: UnitPrices<ListedPrice>,
  region: PricedRegion,
  open: OpenFile,
): Promise<UnitPrices<ListedPrice>> {
  const prices: MutablePrices = { ...before, hostVcpuHour: { ...before.hostVcpuHour } };
  const offers = Object.entries(OFFERS) as [UnitPriceName, Offer][];
  for (const service of SERVICES) {
    const ours = offers.filter(([, offer]) => offer.service === service);
    const withHosts = service === "AmazonEC2";
    const file = await open(
      service,
      region,
      (row) =>
        ours.some(([, offer]) => isOfferOf(offer, region, row)) ||
        (withHosts && hostFamilyOf(region, row) !== undefined),
    );
    if (file) {
      for (const [name, offer] of ours) {
        prices[name] = priceOf(name, offer, region, file);
      }
      for (const family of withHosts ? HOST_FAMILIES : []) {
        prices.hostVcpuHour[family] = vcpuPriceOf(family, region, file);
      }
    }
  }
  return prices;
}

function priceOf(name: string, offer: Offer, region: PricedRegion, file: PriceFile): ListedPrice {
  const rows = firstPaidTier(file.rows.filter((row) => isOfferOf(offer, region, row)));
  return { usd: onlyPrice(name, offer.units, region, rows), listed: file.published };
}

/** Some lists begin with what an account has for nothing, which is never taken off here. */
function firstPaidTier(rows: readonly PriceRow[]): readonly PriceRow[] {
  const paid = rows.filter(({ PricePerUnit }) => Number(PricePerUnit) !== 0);
  const first = Math.min(...paid.map(({ StartingRange }) => Number(StartingRange)));
  return paid.filter(({ StartingRange }) => Number(StartingRange) === first);
}

/** Within a family the price grows with the size: that is looked at for every size, not taken for granted. */
function vcpuPriceOf(family: HostFamily, region: PricedRegion, file: PriceFile): ListedPrice {
  const rows = file.rows.filter((row) => hostFamilyOf(region, row) === family);
  const perVcpu = HOST_TYPES.filter(({ name }) => name.startsWith(`${family}.`)).map(({ name, vcpus }) => ({
    name,
    usd:
      onlyPrice(
        name,
        ["Hrs"],
        region,
        rows.filter((row) => row["Instance Type"] === name),
      ) / vcpus,
  }));
  const [first] = perVcpu;
  const odd = perVcpu.find(({ usd }) => first && Math.abs(usd / first.usd - 1) > 0.005);
  if (!first || odd) {
    throw new FleetError(
      "CheckFailed",
      `${region}: a vCPU of ${odd?.name ?? family} costs $${odd?.usd}, of ${first?.name} $${first?.usd}: the table needs a price for each size of ${family}`,
    );
  }
  return { usd: Math.round(first.usd * 1e6) / 1e6, listed: file.published };
}

/** The one price that all of `rows` say. */
function onlyPrice(
  name: string,
  units: readonly string[],
  region: PricedRegion,
  rows: readonly PriceRow[],
): number {
  const prices = [...new Set(rows.map((row) => Number(row.PricePerUnit)))];
  const [usd] = prices;
  if (usd === undefined || prices.length > 1) {
    throw new FleetError(
      "CheckFailed",
      `${region}: ${name} has ${prices.length === 0 ? "no price" : `${prices.length} prices`} in AWS's list: look how it is called there now, and correct tools/prices/offers.ts`,
      rows.map((row) => `${row.SKU} ${row.usageType}: ${row.PricePerUnit} ${row.Currency} per ${row.Unit}`),
    );
  }
  const other = rows.find((row) => row.Currency !== "USD" || !units.includes(row.Unit ?? ""));
  if (other || !(usd > 0)) {
    throw new FleetError(
      "CheckFailed",
      `${region}: ${name} is ${usd} ${(other ?? rows[0])?.Currency} per ${(other ?? rows[0])?.Unit} in AWS's list: it must be more than nothing, in USD, per ${units.join(" or ")}`,
    );
  }
  return usd;
}
