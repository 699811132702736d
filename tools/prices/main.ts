// Writes contracts/prices/price-table.json anew from AWS's price list: downloaded, or from a folder where somebody has
// put the files, `<folder>/<service>/<region>/index.csv` (and `<folder>/<service>/index.csv` for services with prices of
// no region). A service without a file keeps its prices and what is said of their origin.
//
// node --require ./register.cjs tools/prices/main.ts [folder] [file to write]
import { createReadStream, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { FleetError } from "../../contracts/errors";
import { PRICE_TABLE, PRICED_REGIONS, type PricedRegion } from "../../contracts/prices/price-list";
import { describeOrigin } from "../../contracts/prices/price-origin";
import { type Service, WITHOUT_REGIONS } from "./offers";
import { readPriceFile } from "./price-file";
import { type OpenFile, updatedTable } from "./update-table";

const PRICE_LIST = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws";
const TABLE = join(__dirname, "..", "..", "contracts", "prices", "price-table.json");

async function main(folder: string | undefined, table: string): Promise<void> {
  if (folder !== undefined && !existsSync(folder)) {
    throw new FleetError(
      "InvalidArgument",
      `${folder} is not there: give a folder of price list files, or none to download them`,
    );
  }
  const updated = await updatedTable(PRICE_TABLE, folder === undefined ? download : fromFolder(folder));
  writeFileSync(table, `${JSON.stringify(updated, null, 2)}\n`);
  for (const region of PRICED_REGIONS) {
    console.log(`${region}: ${describeOrigin(updated[region])}`);
  }
}

const download: OpenFile = async (service, region, wanted) => {
  const address = [PRICE_LIST, service, "current", pathOf(service, region)].join("/");
  const answer = await fetch(address);
  if (!answer.ok || !answer.body) {
    throw new FleetError("BackendUnavailable", `${address} answers ${answer.status}: try again later`);
  }
  const body = Readable.fromWeb(answer.body as import("node:stream/web").ReadableStream);
  return readPriceFile(
    createInterface({ input: body, crlfDelay: Number.POSITIVE_INFINITY }),
    wanted,
    address,
  );
};

function fromFolder(folder: string): OpenFile {
  return async (service, region, wanted) => {
    const path = join(folder, service, pathOf(service, region));
    return existsSync(path)
      ? readPriceFile(createInterface({ input: createReadStream(path) }), wanted, path)
      : undefined;
  };
}

function pathOf(service: Service, region: PricedRegion): string {
  return WITHOUT_REGIONS.has(service) ? "index.csv" : `${region}/index.csv`;
}

const [, , folder, table = TABLE] = process.argv;
main(folder || undefined, table).catch((error: FleetError) => {
  console.error([error.message, ...(error.details ?? [])].join("\n  "));
  process.exitCode = 1;
});
