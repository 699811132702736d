import { request } from "node:http";
import { expect } from "chai";
import { systemClock } from "../../../cli/clock";
import { type RunningConsole, startConsole } from "../../../cli/console/server";
import { consoleQueries, HOSTILE, workspaceRecord } from "../../support/console-queries";
import { fileId } from "../../support/file-workspaces";

interface Answered {
  readonly status?: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

describe("startConsole", () => {
  const queries = consoleQueries([
    workspaceRecord(1, { owner: HOSTILE, description: HOSTILE, tags: { [HOSTILE]: HOSTILE } }),
    workspaceRecord(2, { unpriced: { "aws:x": 1 } }),
    workspaceRecord(3, { name: "terraform/shop", template: "terraform" }),
  ]);
  let running: RunningConsole;
  let cookie: string;

  before(async () => {
    running = await startConsole(queries, systemClock, 0);
    const { headers } = await ask(running.url);
    cookie = String(headers["set-cookie"]?.[0]).split(";")[0] ?? "";
  });
  after(() => running.close());

  /** `fetch` would not send a Host of our choice. */
  const ask = (path: string, headers: Readonly<Record<string, string>> = {}, method = "GET") =>
    new Promise<Answered>((resolve, reject) => {
      const url = new URL(path, running.url);
      request(url, { headers, method, agent: false }, (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (text: string) => {
          body += text;
        });
        response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body }));
      })
        .on("error", reject)
        .end();
    });
  const page = (path: string) => ask(path, { cookie });

  it("shows nothing without its token, and takes the token out of the address", async () => {
    for (const headers of [undefined, { cookie: `${cookie}x` }, { cookie: "other=1" }]) {
      const { status, body } = await ask("/", headers);
      expect([status, body]).to.deep.equal([403, "open the address that `fleet console` has printed\n"]);
    }
    expect((await ask("/?token=guess")).status).to.equal(403);
    const { status, headers } = await ask(running.url);
    expect([status, headers.location]).to.deep.equal([303, "/"]);
    expect(headers["set-cookie"]?.[0]).to.match(
      /^fleet-console-\d+=[\w-]{32}; HttpOnly; SameSite=Strict; Path=\/$/,
    );
  });

  it("answers to no name but its own, whoever asks", async () => {
    const port = new URL(running.url).port;
    for (const host of ["attacker.example", `attacker.example:${port}`, "127.0.0.1", "127.0.0.1:1"]) {
      const { status, body } = await ask(running.url, { host, cookie });
      expect([status, body], host).to.deep.equal([403, "this address is not the console's own\n"]);
    }
    expect((await ask("/", { host: `localhost:${port}`, cookie })).status).to.equal(200);
  });

  it("only shows", async () => {
    for (const method of ["POST", "PUT", "DELETE"]) {
      const { status, headers } = await ask("/", { cookie }, method);
      expect([status, headers.allow]).to.deep.equal([405, "GET, HEAD"]);
    }
    expect(await ask("/", { cookie }, "HEAD")).to.include({ status: 200, body: "" });
  });

  it("lets nothing be loaded from elsewhere, framed, kept or guessed", async () => {
    for (const path of ["/", "/nowhere", "/assets/console.js", "/locks"]) {
      expect((await page(path)).headers, path).to.include({
        "content-security-policy":
          "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
      });
    }
  });

  it("escapes whatever a workspace is called", async () => {
    const bodies = [
      await page("/"),
      await page(`/workspaces/${fileId(1)}`),
      await page(`/?text=${encodeURIComponent(HOSTILE)}`),
    ];
    for (const { body } of bodies) {
      expect(body).not.to.include("<script>document");
      expect(body).to.include(
        "&lt;script&gt;document.title=&quot;owned&quot;&lt;/script&gt;&quot;&#39;&amp;",
      );
    }
  });

  it("asks for what the address says, and says what it does not understand", async () => {
    await page("/?text=a+b&template=enclave&status=error&owner=ada&tag=tier%3D1&type=ec2&min=1&max=2");
    expect(queries.asked.at(-1)).to.deep.equal({
      text: "a b",
      template: "enclave",
      statuses: ["error"],
      owner: "ada",
      tags: { tier: "1" },
      resourceType: "ec2",
      createdSince: undefined,
      minMonthlyCost: 1,
      maxMonthlyCost: 2,
    });
    const { body } = await page("/?status=odd&min=-1&tag=tier&days=x");
    expect(body.match(/role="alert">[^<]*/g)).to.deep.equal([
      'role="alert">status is &quot;odd&quot;: use one of creating, active, updating, destroying, destroyed, error',
      'role="alert">days is &quot;x&quot;: use a number from 0',
      'role="alert">tag is &quot;tier&quot;: use key=value',
      'role="alert">min is &quot;-1&quot;: use a number from 0',
    ]);
  });

  it("leads to the next page with the same filters", async () => {
    expect((await page("/?owner=payments&sort=cost")).body).to.include(
      '<a rel="next" href="/?cursor=next&amp;owner=payments&amp;sort=cost">Next page</a>',
    );
  });

  it("shows a workspace with cost by type, deployments and resources of one type", async () => {
    const { body } = await page(`/workspaces/${fileId(1)}?type=aws:iam/role:Role`);
    expect(body).to.include("<h1>enclave/signer-1</h1>").and.include("$62.50").and.include("3 create");
    expect(body).to.include("1 of 1 of type aws:iam/role:Role.");
    expect((await page("/")).body).to.include("$125.00 +");
  });

  it("draws what depends on what", async () => {
    const { headers, body } = await page(`/workspaces/${fileId(1)}/graph.svg`);
    expect(headers["content-type"]).to.equal("image/svg+xml");
    expect([...body.matchAll(/<text x[^>]*>([^<]+)/g)].map(([, name]) => name)).to.deep.equal([
      "host-launch",
      "host-role",
    ]);
    expect(body.match(/<path /g)).to.have.length(1);
    expect(headers["content-security-policy"]).to.equal(
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    );
  });

  it("says of which workspaces there is no drawing", async () => {
    const { body } = await page(`/workspaces/${fileId(3)}`);
    expect(body).to.include("It is kept in Terraform's files: there is no drawing of them.");
    expect((await page(`/workspaces/${fileId(3)}/graph.svg`)).status).to.equal(404);
  });

  it("sums costs by owner and by template, over all pages", async () => {
    const rows = async (path: string) => {
      const { body } = await page(path);
      const cells = body.split("<tbody>")[1]?.matchAll(/<td[^>]*>(?:<a[^>]*>)?([^<]*)/g) ?? [];
      return [...cells].map(([, cell]) => cell);
    };
    expect(await rows("/costs?by=template")).to.deep.equal([
      ...["enclave", "2", "$187.50", "1"],
      ...["terraform", "1", "$187.50", "0"],
    ]);
    expect(await rows("/costs?by=tag:tier")).to.deep.equal([
      "1",
      "2",
      "$312.50",
      "1",
      "(none)",
      "1",
      "$62.50",
      "0",
    ]);
    expect((await page("/costs?by=region")).body).to.include(
      'role="alert">by is &quot;region&quot;: use environment, owner, template or tag:&lt;key&gt;<',
    );
  });

  it("shows pipelines that run, locks and drift", async () => {
    const { body } = await page("/pipelines");
    expect(body).to.include("signer-2-1-deploy").and.not.include("settled");
    expect((await page("/locks")).body).to.include("it has renewed its lease");
    expect((await page("/drift")).body).to.include("base dev: flow-logs was deleted");
  });

  it("knows what it has not, and serves no other file", async () => {
    for (const path of [
      "/workspaces/none",
      "/assets/..%2fpage.ts",
      "/assets/toString",
      "/a/b/c/d",
      "/locks/x",
    ]) {
      expect((await page(path)).status, path).to.equal(404);
    }
  });

  it("says so when a question fails", async () => {
    const failing = { ...queries, locks: () => Promise.reject(new Error("the table is <gone>")) };
    const other = await startConsole(failing, systemClock, 0);
    const { headers } = await ask(other.url);
    const answered = await ask(new URL("/locks", other.url).href, {
      cookie: String(headers["set-cookie"]?.[0]),
    });
    expect(answered.status).to.equal(500);
    expect(answered.body).to.include("the table is &lt;gone&gt;");
    await other.close();
  });

  it("refuses a port that is taken", async () => {
    const port = Number(new URL(running.url).port);
    const failure = await startConsole(queries, systemClock, port).catch((error: Error) => error);
    expect(failure).to.have.property(
      "message",
      `port ${port} cannot be used (EADDRINUSE): give another one by --port, or none for a free one`,
    );
  });
});
