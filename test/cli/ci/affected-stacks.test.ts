import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { affectedStacks } from "../../../cli/ci/affected-stacks";
import { RUNNER_CONTEXT } from "../../../components/pipeline/runner-image";

const ROOT = resolve(__dirname, "..", "..", "..");
const ALL = ["state", "base", "runtime"];

describe("affectedStacks", () => {
  /** The projects of each environment that a change of `files` touches. */
  async function touched(files: readonly string[], before = (_file: string) => "") {
    const stacks = await affectedStacks(ROOT, { files, before: async (file) => before(file) });
    const projects = (environment: string) =>
      stacks.filter((stack) => stack.environment === environment).map(({ project }) => project);
    return { dev: projects("dev"), staging: projects("staging"), prod: projects("prod") };
  }
  const everywhere = (...projects: readonly string[]) => ({
    dev: projects,
    staging: projects,
    prod: projects,
  });

  for (const [file, projects] of [
    ["components/state-backend/state-bucket.ts", ["state", "runtime"]],
    ["components/network/network.ts", ["base", "runtime"]],
    ["components/provider.ts", ALL],
    ["components/pipeline/build-runner-image.sh", ["state", "runtime"]],
    ["lambdas/trigger/trigger.ts", ["runtime"]],
    ["enclave/index.ts", ["runtime"]],
    ["components/enclave/host/run-enclave", ["runtime"]],
    ["runner/Dockerfile", ["runtime"]],
    [".dockerignore", ["runtime"]],
    ["base/Pulumi.yaml", ["base", "runtime"]],
    ["package-lock.json", ALL],
    ["register.cjs", ALL],
    ["test/base/index.test.ts", []],
    ["docs/runbook.md", []],
    [".github/workflows/checks.yml", []],
  ] as const) {
    it(`finds ${projects.join(", ") || "none"} for ${file}`, async () => {
      expect(await touched([file])).to.deep.equal(everywhere(...projects));
    });
  }

  it("says because of which file", async () => {
    const change = { files: ["README.md", "lambdas/trigger/handler.ts"], before: async () => undefined };
    const [first] = await affectedStacks(ROOT, change);
    expect(first).to.deep.equal({
      environment: "dev",
      project: "runtime",
      file: "lambdas/trigger/handler.ts",
    });
  });

  it("finds by a setting the project that it belongs to, in its environment only", async () => {
    const before = (file: string) =>
      readFileSync(join(ROOT, file), "utf8").replace(/ {2}base:zoneCount: .*\n/, "");
    expect(await touched(["Pulumi.staging.yaml"], before)).to.deep.equal({
      dev: [],
      staging: ["base"],
      prod: [],
    });
  });

  it("finds all projects by what is everybody's: a common setting, the key of secrets", async () => {
    for (const [line, was] of [
      [/fleet:owner: .*/, "fleet:owner: somebody"],
      [/secretsprovider: .*/, "secretsprovider: passphrase"],
    ] as const) {
      const before = (file: string) => readFileSync(join(ROOT, file), "utf8").replace(line, was);
      expect(await touched(["Pulumi.prod.yaml"], before)).to.deep.equal({ dev: [], staging: [], prod: ALL });
    }
  });

  it("finds none by a comment in the settings", async () => {
    const before = (file: string) => `# a comment\n${readFileSync(join(ROOT, file), "utf8")}`;
    expect(await touched(["Pulumi.dev.yaml"], before)).to.deep.equal(everywhere());
  });

  it("counts as the runner's image what that is made of", async () => {
    const lines = readFileSync(join(ROOT, ".dockerignore"), "utf8").split("\n");
    expect(lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1))).to.deep.equal(
      [...RUNNER_CONTEXT].sort((left, right) => lines.indexOf(`!${left}`) - lines.indexOf(`!${right}`)),
    );
  });
});
