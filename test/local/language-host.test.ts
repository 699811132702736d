import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { ProgramInfo, RunRequest } from "@pulumi/pulumi/proto/language_pb";
import { expect } from "chai";
import { parseRuntimeOptions, runArguments, runEnvironment } from "../../local/language-host/run-arguments";
import { pulumiRoot } from "../support/engine";

const run = promisify(execFile);
const ROOT = resolve(__dirname, "..", "..");

describe("language host", () => {
  const request = () => {
    const info = new ProgramInfo();
    info.setRootDirectory("/repository");
    info.setProgramDirectory("/repository/state");
    info.setEntryPoint(".");
    const made = new RunRequest();
    made.setInfo(info);
    made.setProject("fleet-state");
    made.setStack("dev");
    made.setMonitorAddress("127.0.0.1:1");
    made.setParallel(4);
    made.getConfigMap().set("aws:region", "eu-west-1");
    made.setConfigsecretkeysList(["fleet:token"]);
    return made;
  };

  it("gives the SDK's runner what the official host gives it", () => {
    const options = parseRuntimeOptions({ typescript: false, nodeargs: "--require ../register.cjs" });
    const asked = request();
    asked.setDryrun(true);
    expect(runArguments(asked, "127.0.0.1:2", options, "/run")).to.deep.equal([
      ...["--require", "../register.cjs", "/run"],
      ...["--monitor", "127.0.0.1:1", "--engine", "127.0.0.1:2", "--project", "fleet-state"],
      ...["--root-directory", "/repository", "--stack", "dev", "--pwd", "/repository/state"],
      ...["--parallel", "4", "--dry-run", "."],
    ]);
    expect(runEnvironment(asked, options)).to.deep.equal({
      PULUMI_CONFIG: '{"aws:config:region":"eu-west-1"}',
      PULUMI_CONFIG_SECRET_KEYS: '["fleet:token"]',
    });
  });

  it("registers ts-node unless the project has its own way, as the official host does", () => {
    const options = parseRuntimeOptions({});
    expect(runEnvironment(request(), options)).to.include({ PULUMI_NODEJS_TYPESCRIPT: "true" });
  });

  it("refuses runtime options that it does not understand", () => {
    expect(() => parseRuntimeOptions({ packagemanager: "yarn" })).to.throw(
      "runtime option packagemanager is unknown to the language host stand-in: use typescript and nodeargs",
    );
    expect(() => parseRuntimeOptions({ typescript: "no" })).to.throw(
      "runtime option typescript must be a boolean",
    );
    expect(() => parseRuntimeOptions({ nodeargs: 1 })).to.throw("runtime option nodeargs must be a string");
  });

  describe("with the engine", function () {
    this.timeout(180_000);
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "fleet-host-"));
      mkdirSync(join(folder, "program"));
      symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
      writeFileSync(join(folder, "package.json"), "{}");
      writeFileSync(
        join(folder, "Pulumi.yaml"),
        `name: program\nmain: program/\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n    nodeargs: --require ${join(ROOT, "register.cjs")}\n`,
      );
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const pulumi = (...args: readonly string[]) =>
      run("pulumi", [...args, "--non-interactive"], {
        cwd: folder,
        env: {
          ...process.env,
          PATH: [join(ROOT, "local", "language-host"), join(pulumiRoot(), "bin"), process.env.PATH].join(
            delimiter,
          ),
          PULUMI_BACKEND_URL: `file://${folder}`,
          PULUMI_CONFIG_PASSPHRASE: "test",
          PULUMI_HOME: join(folder, ".pulumi-home"),
          PULUMI_SKIP_UPDATE_CHECK: "true",
        },
      });

    it("runs a TypeScript program in its own folder, with its configuration", async () => {
      writeFileSync(
        join(folder, "program", "index.ts"),
        `import * as pulumi from "@pulumi/pulumi";
         const greeting: string = new pulumi.Config("program").require("greeting");
         export = async () => ({ greeting, folder: process.cwd() });`,
      );
      await pulumi("stack", "init", "dev");
      await pulumi("config", "set", "greeting", "hello");
      await pulumi("up", "-s", "dev", "--yes", "--skip-preview");
      const { stdout } = await pulumi("stack", "output", "--json", "-s", "dev");
      expect(JSON.parse(stdout)).to.deep.equal({ greeting: "hello", folder: join(folder, "program") });
      await pulumi("destroy", "-s", "dev", "--yes", "--skip-preview");
    });

    it("fails the update when the program fails, with the program's own error", async () => {
      writeFileSync(join(folder, "program", "index.ts"), 'throw new Error("no luck");');
      await pulumi("stack", "init", "dev");
      const failed = await pulumi("up", "-s", "dev", "--yes", "--skip-preview").catch((error) => error);
      expect(failed.code).to.be.greaterThan(0);
      expect(failed.stdout).to.contain("no luck");
    });
  });
});
