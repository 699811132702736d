import { expect } from "chai";
import { systemClock } from "../../cli/clock";
import { type RunningConsole, startConsole } from "../../cli/console/server";
import { type Browser, type BrowserPage, startBrowser } from "../support/browser";
import { consoleQueries, HOSTILE, workspaceRecord } from "../support/console-queries";
import { fileId } from "../support/file-workspaces";

describe("fleet console in a browser", function () {
  this.timeout(600_000);
  let browser: Browser;
  let running: RunningConsole;
  let page: BrowserPage;
  const requested: string[] = [];
  const complaints: string[] = [];

  before(async () => {
    const workspaces = [1, 2, 3].map((count) => workspaceRecord(count));
    const hostile = workspaceRecord(4, { name: HOSTILE, owner: HOSTILE, description: HOSTILE });
    running = await startConsole(consoleQueries([...workspaces, hostile]), systemClock, 0);
    browser = await startBrowser();
    page = await browser.newPage();
    page.on("request", (request) => requested.push(new URL(request.url()).origin));
    page.on("console", (message) => complaints.push(message.text?.() ?? ""));
    page.on("pageerror", (message) => complaints.push(String(message)));
    await page.goto(running.url);
  });
  after(async () => {
    await browser?.close();
    await running?.close();
  });

  const path = () => new URL(page.url()).pathname;
  const leads = async (...keys: readonly string[]) => {
    const arrived = page.waitForNavigation();
    for (const key of keys) {
      await page.keyboard.press(key);
    }
    await arrived;
    return path();
  };
  const focused = () => page.evaluate("document.activeElement.textContent");

  it("takes the token out of the address", async () => {
    expect(page.url()).to.equal(`${new URL(running.url).origin}/`);
    expect(await page.title()).to.equal("Workspaces · fleet console");
  });

  it("is worked with the keyboard alone", async () => {
    const rows = (await page.evaluate(
      "[...document.querySelectorAll('a.row')].map((row) => row.textContent)",
    )) as string[];
    expect(rows).to.have.length(4);
    for (const [key, row] of [
      ["j", 0],
      ["j", 1],
      ["k", 0],
      ["k", 0],
      ["j", 1],
    ] as const) {
      await page.keyboard.press(key);
      expect(await focused()).to.equal(rows[row]);
    }
    expect(await leads("Enter")).to.equal(`/workspaces/${fileId(3)}`);
    expect(await leads("g", "l")).to.equal("/locks");
    expect(await leads("g", "p")).to.equal("/pipelines");
    expect(await leads("g", "d")).to.equal("/drift");
    expect(await leads("g", "w")).to.equal("/");
    await page.keyboard.press("/");
    await page.keyboard.type("signer-2");
    await leads("Enter");
    expect(new URL(page.url()).searchParams.get("text")).to.equal("signer-2");
    expect(await page.evaluate("document.querySelectorAll('a.row').length")).to.equal(1);
  });

  it("draws the graph", async () => {
    await page.goto(new URL(`/workspaces/${fileId(1)}`, running.url).href);
    await page.waitForNetworkIdle();
    expect(await page.evaluate("document.querySelector('.graph img').naturalWidth")).to.be.above(100);
  });

  it("can be read in light and in dark", async () => {
    for (const [scheme, back] of [
      ["light", "rgb(255, 255, 255)"],
      ["dark", "rgb(20, 23, 26)"],
    ] as const) {
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).to.equal(back);
      expect(await page.evaluate(LEAST_CONTRAST), scheme).to.be.at.least(4.5);
    }
  });

  it("runs nothing that a name says, loads nothing from elsewhere, and breaks no rule of its own", async () => {
    await page.goto(new URL(`/workspaces/${fileId(4)}`, running.url).href);
    expect(await page.title()).to.equal(`${HOSTILE} · fleet console`);
    expect(await page.evaluate("document.querySelector('h1').textContent")).to.equal(HOSTILE);
    expect(new Set(requested)).to.deep.equal(new Set([new URL(running.url).origin]));
    expect(complaints).to.deep.equal([]);
  });
});

/** The least contrast (WCAG 2) of a text with what is behind it. */
const LEAST_CONTRAST = `(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const luminance = (color) => {
    const [red, green, blue] = channels(color).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    const color = getComputedStyle(element).backgroundColor;
    return channels(color)[3] === 0 && element.parentElement ? behind(element.parentElement) : color;
  };
  const contrasts = [...document.querySelectorAll("body *")]
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((element) => {
      const [one, other] = [luminance(getComputedStyle(element).color), luminance(behind(element))];
      return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    });
  return Math.min(...contrasts);
})()`;
