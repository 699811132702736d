import { FleetError } from "../../contracts/errors";
import { csvFields } from "./csv";

/** A row of AWS's price list: a product with one of its prices, by the file's own column names. */
export type PriceRow = Readonly<Record<string, string>>;

/** What is taken from a file. */
export interface PriceFile {
  /** Day on which AWS published it, `2026-11-20`. */
  readonly published: string;
  readonly rows: readonly PriceRow[];
}

/** Columns that every service's file has, by which rows are read. */
const NEEDED = ["SKU", "TermType", "StartingRange", "Unit", "PricePerUnit", "Currency", "usageType"];

/**
 * Reads a service's price list file as AWS documents it: five lines about the file, a line of column names, a line for
 * each price. EC2's has hundreds of megabytes, so it is read line by line, and only `wanted` rows on demand are kept.
 *
 * @param source for the error
 * @throws FleetError `InvalidArgument` for what is no such file
 */
export async function readPriceFile(
  lines: AsyncIterable<string>,
  wanted: (row: PriceRow) => boolean,
  source: string,
): Promise<PriceFile> {
  const rows: PriceRow[] = [];
  let published: string | undefined;
  let columns: readonly string[] | undefined;
  for await (const line of lines) {
    const fields = csvFields(line);
    if (columns) {
      const row = Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? ""]));
      if (row.TermType === "OnDemand" && wanted(row)) {
        rows.push(row);
      }
    } else if (fields[0] === "SKU") {
      columns = checked(fields, source);
    } else if (fields[0] === "Publication Date") {
      published = /^\d{4}-\d{2}-\d{2}/.exec(fields[1] ?? "")?.[0];
    }
  }
  if (!columns || published === undefined) {
    throw new FleetError(
      "InvalidArgument",
      `${source} is no price list file of AWS: it has ${columns ? "no publication date" : "no line of column names"}; download index.csv again`,
    );
  }
  return { published, rows };
}

function checked(columns: readonly string[], source: string): readonly string[] {
  const missing = NEEDED.filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    throw new FleetError(
      "InvalidArgument",
      `${source} has no column ${missing.join(", ")}: AWS has changed its format, or the file is another one`,
    );
  }
  return columns;
}
