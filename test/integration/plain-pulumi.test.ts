import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { baseNames } from "../../contracts/base-names";
import { pulumiRoot } from "../support/engine";
import { type Finished, startTestFleet, type TestFleet } from "../support/fleet";
import { deployedRequest } from "../support/request-fixture";

const run = promisify(execFile);
const SECRETS_PROVIDER = "awskms://alias/hyperion-dev-state?region=eu-west-1";
const ROOT = resolve(__dirname, "..", "..");

// The language host of local/ stands in for the official one: the programs and the state are those of `fleet`.
describe("plain pulumi", function () {
  this.timeout(180_000);
  let fleet: TestFleet;

  before(async () => {
    fleet = await startTestFleet();
    expectSuccess(await fleet.run("bootstrap", "dev"));
  });
  after(() => fleet.stop());

  const pulumi = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await run("pulumi", [...args, "--non-interactive"], {
      cwd: ROOT,
      env: {
        ...process.env,
        ...fleet.environment,
        PULUMI_BACKEND_URL: "s3://hyperion-dev-state-000000000000-eu-west-1?region=eu-west-1",
        PATH: [join(ROOT, "local", "language-host"), join(pulumiRoot(), "bin"), process.env.PATH].join(
          delimiter,
        ),
      },
    });
    return stdout;
  };
  const initStack = (project: string, stack: string) =>
    pulumi("stack", "init", stack, "-C", join(fleet.home, project), "--secrets-provider", SECRETS_PROVIDER);
  /** The environment's configuration comes from the profile's home, so that the repository's stays as it is. */
  const pulumiWithConfig = (...args: readonly string[]) =>
    pulumi(...args, "--config-file", join(fleet.home, "Pulumi.dev.yaml"));

  it("finds state as `fleet bootstrap` left it", async () => {
    const preview = await pulumiWithConfig("preview", "-s", "dev");
    expect(preview).to.match(/Resources:\n\s+\d+ unchanged/);
  });

  it("deploys base, which `fleet` then finds unchanged", async () => {
    await initStack("base", "dev");
    const up = await pulumiWithConfig("up", "-C", "base", "-s", "dev", "--yes", "--skip-preview");
    expect(up).to.match(/\+ \d+ created/);
    const preview = expectSuccess(await fleet.run("preview", "base", "dev", "--json"));
    expect(JSON.parse(preview.stdout)[0].changes).to.have.all.keys("same");
  });

  it("deploys and destroys runtime", async () => {
    expectSuccess(await fleet.run("up", "runtime", "dev"));
    const preview = await pulumiWithConfig("preview", "-C", "runtime", "-s", "dev");
    expect(preview).to.match(/Resources:\n\s+\d+ unchanged/);
    const destroy = await pulumiWithConfig(
      "destroy",
      "-C",
      "runtime",
      "-s",
      "dev",
      "--yes",
      "--skip-preview",
    );
    expect(destroy).to.match(/- \d+ deleted/);
  });

  it("previews an enclave's stack", async () => {
    const { stdout } = expectSuccess(await fleet.run("outputs", "base", "dev", "--json"));
    const config = {
      "enclave:request": JSON.stringify(deployedRequest({ id: "signer" })),
      "enclave:environment": JSON.stringify({
        tags: {},
        ...JSON.parse(stdout),
        environment: "dev",
        region: "eu-west-1",
        costCenter: "hyperion",
        enclaveRolePath: baseNames("dev").enclaveRolePath,
      }),
    };
    const path = join(fleet.home, "Pulumi.dev.yaml");
    const settings = parse(readFileSync(path, "utf8"));
    writeFileSync(path, stringify({ ...settings, config: { ...settings.config, ...config } }));
    await initStack("enclave", "signer");
    const preview = await pulumiWithConfig("preview", "-C", "enclave", "-s", "signer");
    expect(preview).to.match(/\+ \d+ to create/);
  });
});

function expectSuccess(finished: Finished): Finished {
  expect(finished.code, `${finished.stdout}\n${finished.stderr}`).to.equal(0);
  return finished;
}
