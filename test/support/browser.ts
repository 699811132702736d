import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

/** A package of its own, so that only who needs a browser gets one: 120 MB. */
const FOLDER = resolve(__dirname, "..", "..", "tools", "browser");

/** As far as it is used here: its types are only there once it is installed. */
export interface Browser {
  newPage(): Promise<BrowserPage>;
  close(): Promise<void>;
}

export interface BrowserPage {
  readonly keyboard: {
    press(key: string): Promise<void>;
    type(text: string): Promise<void>;
  };
  goto(url: string): Promise<unknown>;
  url(): string;
  title(): Promise<string>;
  waitForNavigation(): Promise<unknown>;
  waitForNetworkIdle(): Promise<void>;
  setViewport(size: { readonly width: number; readonly height: number }): Promise<void>;
  emulateMediaFeatures(features: ReadonlyArray<{ name: string; value: string }>): Promise<void>;
  /** @param script runs in the page, and ends in a value that JSON has */
  evaluate(script: string): Promise<unknown>;
  screenshot(options: { readonly path: string }): Promise<unknown>;
  on(event: "request", listener: (request: { url(): string }) => void): void;
  on(event: "console" | "pageerror", listener: (message: { text?(): string }) => void): void;
}

/** A headless Chromium; installs it from the npm registry the first time. */
export async function startBrowser(): Promise<Browser> {
  install();
  const require = createRequire(join(FOLDER, "package.json"));
  const chromium = (await import(require.resolve("@sparticuz/chromium"))).default;
  const puppeteer = (await import(require.resolve("puppeteer-core"))).default;
  return puppeteer.launch({
    executablePath: await chromium.executablePath(),
    headless: "shell",
    // Not the package's own flags: they switch off what is to be tested. Root cannot have Chromium's sandbox.
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-zygote"],
  });
}

function install(): void {
  const stamp = join(FOLDER, "node_modules", ".setup");
  const lock = createHash("sha256")
    .update(readFileSync(join(FOLDER, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) {
    return;
  }
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: FOLDER, stdio: "pipe" });
  writeFileSync(stamp, lock);
}
