import type { Command } from "commander";
import { parseEnvironment } from "../../../contracts/environment";
import { parseProjects } from "../project/projects";
import type { Start } from "../start";

const PROJECT = "state, base, runtime, or all";
const ENVIRONMENT = "dev, staging or prod";

/** `config show` and `config diff`: what an environment's configuration means. They ask nobody. */
export function defineConfigCommands(program: Command, start: Start): void {
  const config = program.command("config").description("explain the configuration of environments");
  config
    .command("show")
    .description("explain each value: where it comes from, what is allowed, and the default")
    .argument("<project>", PROJECT)
    .argument("<env>", ENVIRONMENT)
    .addHelpText(
      "after",
      "\nExamples:\n  $ fleet config show base dev\n  $ fleet config show all prod --json",
    )
    .action(
      start<[string, string, object]>(async (context, project, environment) => {
        const { showConfig } = require("./show") as typeof import("./show");
        await showConfig(context, parseProjects(project), parseEnvironment(environment));
      }),
    );
  config
    .command("diff")
    .description("show what two environments have configured differently, defaults included")
    .argument("<env>", ENVIRONMENT)
    .argument("<other>", "the environment to compare with")
    .argument("[project]", PROJECT, "all")
    .addHelpText(
      "after",
      "\nExamples:\n  $ fleet config diff dev prod\n  $ fleet config diff staging prod base",
    )
    .action(
      start<[string, string, string, object]>(async (context, one, other, project) => {
        const { diffConfig } = require("./diff") as typeof import("./diff");
        await diffConfig(context, [parseEnvironment(one), parseEnvironment(other)], parseProjects(project));
      }),
    );
}
