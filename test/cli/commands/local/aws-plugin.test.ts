import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { expect } from "chai";
import { awsPluginFolder } from "../../../../cli/commands/local/aws-plugin";

describe("awsPluginFolder", () => {
  let root: string;
  const write = (path: string, content: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "fleet-plugin-"));
    write(
      join(root, "node_modules", "@pulumi", "aws", "package.json"),
      JSON.stringify({ version: "7.48.0" }),
    );
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const find = () =>
    awsPluginFolder(root, {
      PATH: ["", join(root, "bin"), join(root, "own")].join(delimiter),
      PULUMI_HOME: join(root, "home"),
    });

  it("is where PATH has the plugin, before what is installed", () => {
    write(join(root, "own", "pulumi-resource-aws"), "");
    write(join(root, "home", "plugins", "resource-aws-v7.48.0", "pulumi-resource-aws"), "");
    expect(find()).to.equal(join(root, "own"));
  });

  it("is where the programs' version is installed", () => {
    write(join(root, "home", "plugins", "resource-aws-v7.48.0", "pulumi-resource-aws"), "");
    expect(find()).to.equal(join(root, "home", "plugins", "resource-aws-v7.48.0"));
  });

  it("says how to install it, also when another version is there", () => {
    const plugins = join(root, "home", "plugins");
    write(join(plugins, "resource-aws-v7.47.0", "pulumi-resource-aws"), "");
    expect(find).to.throw(
      `pulumi-resource-aws 7.48.0 is neither on PATH nor in ${plugins}: run \`pulumi plugin install resource aws 7.48.0\`, or use --provider stand-in`,
    );
  });
});
