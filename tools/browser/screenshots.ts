// Takes the pictures of docs/images from a console with made-up workspaces:
// node --require ./register.cjs tools/browser/screenshots.ts
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { systemClock } from "../../cli/clock";
import { startConsole } from "../../cli/console/server";
import { startBrowser } from "../../test/support/browser";
import { consoleQueries, workspaceRecord } from "../../test/support/console-queries";
import { fileId } from "../../test/support/file-workspaces";

const IMAGES = resolve(__dirname, "..", "..", "docs", "images");

async function main(): Promise<void> {
  mkdirSync(IMAGES, { recursive: true });
  const statuses = ["active", "active", "updating", "error", "active"] as const;
  const workspaces = statuses.map((status, index) =>
    workspaceRecord(index + 1, {
      status,
      ...(status === "updating" && { lockHolder: "ada@laptop" }),
      ...(index === 4 && { owner: "risk", expires: "2026-02-03T18:00:00.000Z" }),
    }),
  );
  const { url, close } = await startConsole(consoleQueries(workspaces), systemClock, 0);
  const browser = await startBrowser();
  const page = await browser.newPage();
  await page.setViewport({ width: 1180, height: 560 });
  await page.goto(url);
  for (const scheme of ["light", "dark"]) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.screenshot({ path: join(IMAGES, `console-workspaces-${scheme}.png`) });
  }
  await page.setViewport({ width: 1180, height: 980 });
  await page.goto(new URL(`/workspaces/${fileId(1)}`, url).href);
  await page.waitForNetworkIdle();
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
  await page.screenshot({ path: join(IMAGES, "console-workspace.png") });
  await browser.close();
  await close();
}

void main();
