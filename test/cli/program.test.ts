import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import type { Command } from "commander";
import { createProgram } from "../../cli/program";

describe("createProgram", () => {
  const leaves = (command: Command): Command[] =>
    command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);

  it("gives every command help with an example", () => {
    for (const command of leaves(createProgram())) {
      let help = "";
      command.configureOutput({
        writeOut: (text) => {
          help += text;
        },
      });
      command.outputHelp();
      expect(help, command.name()).to.match(/Examples:\n {2}\$ fleet /);
      expect(help, command.name()).to.contain(command.description().split(" ")[0]);
    }
  });

  it("defines the command that is run as it is among all, and of the others those that share its file", () => {
    const all = createProgram().commands;
    for (const command of all) {
      const alone = createProgram(undefined, ["--json", command.name(), "--help"]).commands;
      const same = alone.find((each) => each.name() === command.name());
      expect(same?.helpInformation(), command.name()).to.equal(command.helpInformation());
      expect(
        same?.commands.map((each) => each.helpInformation()),
        command.name(),
      ).to.deep.equal(command.commands.map((each) => each.helpInformation()));
      expect(alone.length, command.name()).to.be.below(6);
    }
    for (const args of [[], ["--help", "workspace"], ["help", "workspace"], ["worksapce"]]) {
      expect(createProgram(undefined, args).commands.length, args.join(" ")).to.equal(all.length);
    }
  });

  it("loads neither the Pulumi SDK nor the AWS SDK nor the renderer to show help", () => {
    const script = `
      require("./register.cjs");
      require("./cli/program.ts").createProgram().helpInformation();
      const heavy = /node_modules.(@pulumi|@aws-sdk|listr2|ajv|yaml)/;
      console.log(JSON.stringify(Object.keys(require.cache).filter((path) => heavy.test(path))));`;
    const root = join(__dirname, "..", "..");
    expect(execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" }).trim()).to.equal(
      "[]",
    );
  });

  it("gives a command the context that the global options choose, wherever they stand", async () => {
    for (const args of [
      ["--local", "--json", "local", "status"],
      ["local", "status", "--json", "--local"],
    ]) {
      const chosen: unknown[] = [];
      const program = createProgram((options) => {
        chosen.push(options);
        throw new Error("seen");
      });
      await program.parseAsync(args, { from: "user" }).catch(() => undefined);
      expect(chosen).to.deep.equal([{ local: true, json: true }]);
    }
  });
});
