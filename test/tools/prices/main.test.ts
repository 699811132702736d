import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { HOST_FAMILIES, PRICE_TABLE } from "../../../contracts/prices/price-list";
import { priceFile, priceFiles, type Row, writePriceFiles } from "./price-list-files";

const ROOT = resolve(__dirname, "..", "..", "..");

describe("tools/prices/main.ts", function () {
  this.timeout(180_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fleet-prices-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = () => {
    const written = join(folder, "price-table.json");
    const args = ["--require", join(ROOT, "register.cjs"), "tools/prices/main.ts", folder, written];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
    const table = existsSync(written) ? JSON.parse(readFileSync(written, "utf8")) : undefined;
    return { status, stdout, stderr, table };
  };

  it("reads every price from AWS's files, with the day of the list, and nothing that only looks like it", () => {
    writePriceFiles(folder, priceFiles());
    const { status, stdout, stderr, table } = run();
    expect(stderr).to.equal("");
    expect(status).to.equal(0);
    const listed = "2026-11-20";
    expect(table["eu-central-1"]).to.deep.equal({
      natGatewayHour: { usd: 0.048, listed },
      interfaceEndpointHour: { usd: 0.011, listed },
      publicAddressHour: { usd: 0.005, listed },
      keyMonth: { usd: 1, listed },
      hostedZoneMonth: { usd: 0.5, listed },
      alarmMetricMonth: { usd: 0.1, listed },
      highResolutionAlarmMetricMonth: { usd: 0.3, listed },
      compositeAlarmMonth: { usd: 0.5, listed },
      dashboardMonth: { usd: 3, listed },
      volumeGibMonth: { usd: 0.088, listed },
      imageGibMonth: { usd: 0.1, listed },
      logGibMonth: { usd: 0.0324, listed },
      stateGibMonth: { usd: 0.023, listed },
      hostVcpuHour: Object.fromEntries(
        HOST_FAMILIES.map((family, index) => [family, { usd: (index + 1) / 100, listed }]),
      ),
    });
    expect(Object.keys(table)).to.deep.equal(Object.keys(PRICE_TABLE));
    expect(stdout).to.equal(
      Object.keys(PRICE_TABLE)
        .map((region) => `${region}: AWS's price list of 2026-11-20\n`)
        .join(""),
    );
  });

  it("leaves what it has no file for as it is, and says so", () => {
    const files = priceFiles();
    writePriceFiles(folder, new Map([...files].filter(([path]) => path === "AmazonVPC/eu-west-1/index.csv")));
    const { stdout, table } = run();
    expect(table["us-east-1"]).to.deep.equal(PRICE_TABLE["us-east-1"]);
    expect(table["eu-west-1"]).to.deep.equal({
      ...PRICE_TABLE["eu-west-1"],
      interfaceEndpointHour: { usd: 0.011, listed: "2026-11-20" },
      publicAddressHour: { usd: 0.005, listed: "2026-11-20" },
    });
    expect(stdout).to.match(
      /^eu-west-1: AWS's price list of 2026-11-20; compared with public sources of [^:]+: natGatewayHour, /,
    );
  });

  const changed = (path: string, change: (row: Row) => Row) => {
    const files = priceFiles();
    files.set(path, (files.get(path) ?? []).map(change));
    writePriceFiles(folder, files);
  };

  it("stops at a price that is not in the list, and writes nothing", () => {
    changed("AmazonVPC/us-east-1/index.csv", (row) => ({ ...row, usageType: `New${row.usageType}` }));
    expect(run()).to.deep.include({
      status: 1,
      table: undefined,
      stderr:
        "us-east-1: interfaceEndpointHour has no price in AWS's list: look how it is called there now, and correct tools/prices/offers.ts\n",
    });
  });

  it("stops at a price for another unit", () => {
    changed("awskms/eu-west-1/index.csv", (row) => ({ ...row, Unit: "Requests" }));
    expect(run()).to.deep.include({
      status: 1,
      table: undefined,
      stderr:
        "eu-west-1: keyMonth is 1 USD per Requests in AWS's list: it must be more than nothing, in USD, per Keys or Key-Mo\n",
    });
  });

  it("stops at a family whose sizes are not priced by their vCPUs", () => {
    changed("AmazonEC2/eu-west-1/index.csv", (row) =>
      row["Instance Type"] === "c6i.2xlarge" && row.TermType === undefined
        ? { ...row, PricePerUnit: "0.2" }
        : row,
    );
    expect(run()).to.deep.include({
      status: 1,
      table: undefined,
      stderr:
        "eu-west-1: a vCPU of c6i.2xlarge costs $0.025, of c6i.xlarge $0.01: the table needs a price for each size of c6i\n",
    });
  });

  it("says which file is no price list", () => {
    const path = join(folder, "AmazonEC2", "eu-west-1");
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "index.csv"), "<html>no access</html>\n");
    expect(run().stderr).to.equal(
      `${join(path, "index.csv")} is no price list file of AWS: it has no line of column names; download index.csv again\n`,
    );
    writeFileSync(join(path, "index.csv"), priceFile([]).replaceAll("usageType", "UsageType"));
    expect(run().stderr).to.equal(
      `${join(path, "index.csv")} has no column usageType: AWS has changed its format, or the file is another one\n`,
    );
    rmSync(folder, { recursive: true });
    expect(run().stderr).to.equal(
      `${folder} is not there: give a folder of price list files, or none to download them\n`,
    );
    mkdirSync(folder);
  });
});
