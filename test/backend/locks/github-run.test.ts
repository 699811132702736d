import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { askedSeldom, type CiRunStatus, describeGitHubRun } from "../../../backend/locks/github-run";

const SERVER = "https://github.example";
const RUN = `${SERVER}/hyperion/fleet/actions/runs/7`;

describe("describeGitHubRun", () => {
  let api: Server;
  let address: string;
  let requests: IncomingMessage[];
  let respond: (response: ServerResponse) => void;

  before(async () => {
    api = createServer((request, response) => {
      requests.push(request);
      respond(response);
    });
    api.listen(0, "127.0.0.1");
    await once(api, "listening");
    address = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  });

  beforeEach(() => {
    requests = [];
    respond = (response) => response.end('{"status":"in_progress","conclusion":null}');
  });

  after(() => {
    api.closeAllConnections();
    api.close();
  });

  const ask = (run: string, others: Record<string, string> = {}): Promise<CiRunStatus> =>
    describeGitHubRun(run, {
      GITHUB_SERVER_URL: SERVER,
      GITHUB_API_URL: address,
      GITHUB_TOKEN: "token-1",
      ...others,
    });

  it("asks the API about the run, with the token", async () => {
    expect(await ask(RUN)).to.deep.equal({ status: "in_progress" });
    const [request] = requests;
    expect(request?.url).to.equal("/repos/hyperion/fleet/actions/runs/7");
    expect(request?.headers).to.include({
      authorization: "Bearer token-1",
      accept: "application/vnd.github+json",
    });
  });

  it("asks about the very attempt", async () => {
    respond = (response) => response.end('{"status":"completed","conclusion":"cancelled"}');
    expect(await ask(`${RUN}/attempts/2`)).to.deep.equal({ status: "completed" });
    expect(requests.map(({ url }) => url)).to.deep.equal(["/repos/hyperion/fleet/actions/runs/7/attempts/2"]);
  });

  it("gives the token to nobody about another server's runs, or what is none", async () => {
    for (const run of [
      "https://github.example.evil/hyperion/fleet/actions/runs/7",
      "https://gitlab/jobs/1",
      "7",
      `${SERVER}/hyperion/fleet/actions/runs/7/../../secrets`,
      `${SERVER}/hyperion/fleet/actions/runs/seven`,
    ]) {
      expect(await ask(run)).to.deep.equal({
        unknown: `only runs of ${SERVER} can be asked about, so look at ${run}`,
      });
    }
    expect(requests).to.deep.equal([]);
  });

  it("says what it needs to ask", async () => {
    expect(await ask(RUN, { GITHUB_TOKEN: "" })).to.deep.equal({
      unknown: `GITHUB_TOKEN is not set to ask about it, so look at ${RUN}`,
    });
    expect(await ask(RUN, { GITHUB_API_URL: "" })).to.deep.equal({
      unknown: `GITHUB_API_URL is not set to ask about it, so look at ${RUN}`,
    });
    expect(requests).to.deep.equal([]);
  });

  it("does not know what GitHub refuses or does not say", async () => {
    respond = (response) => response.writeHead(404).end("{}");
    expect(await ask(RUN)).to.deep.equal({ unknown: `GitHub answers 404 about it, so look at ${RUN}` });
    respond = (response) => response.end('{"status":null}');
    expect(await ask(RUN)).to.deep.equal({
      unknown: `GitHub's answer about it has no status, so look at ${RUN}`,
    });
    respond = (response) => response.end("<html>");
    expect(await ask(RUN))
      .to.have.property("unknown")
      .that.matches(/^GitHub cannot be asked about it \(.*JSON.*\), so look at https:/);
  });

  it("does not know what a broken connection hides", async () => {
    respond = (response) => response.destroy();
    expect(await ask(RUN))
      .to.have.property("unknown")
      .that.matches(/^GitHub cannot be asked about it \(.+\), so look at https:/);
  });
});

describe("askedSeldom", () => {
  it("asks again about one run only after a while", async () => {
    const asked: string[] = [];
    const describe = async (run: string) => ({ status: `${run}-${asked.push(run)}` });
    const seldom = askedSeldom(describe, 60_000);
    expect(await Promise.all([seldom("a"), seldom("a"), seldom("b")])).to.deep.equal([
      { status: "a-1" },
      { status: "a-1" },
      { status: "b-2" },
    ]);
    const always = askedSeldom(describe, 0);
    expect([await always("a"), await always("a")]).to.deep.equal([{ status: "a-3" }, { status: "a-4" }]);
  });
});
