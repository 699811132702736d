import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { FleetError } from "../../../contracts/errors";

const PLUGIN = "pulumi-resource-aws";

/**
 * Folder of the plugin that an engine would start for package `aws`: one on PATH, or the installed one of the version
 * that the programs ask for.
 *
 * @param root folder of the repository
 * @throws FleetError `PrerequisiteMissing` when there is none
 */
export function awsPluginFolder(root: string, environment: NodeJS.ProcessEnv = process.env): string {
  const version = sdkVersion(root);
  const plugins = join(environment.PULUMI_HOME ?? join(homedir(), ".pulumi"), "plugins");
  const onPath = (environment.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const found = [...onPath, join(plugins, `resource-aws-v${version}`)].find((folder) =>
    existsSync(join(folder, PLUGIN)),
  );
  if (found === undefined) {
    throw new FleetError(
      "PrerequisiteMissing",
      `${PLUGIN} ${version} is neither on PATH nor in ${plugins}: run \`pulumi plugin install resource aws ${version}\`, or use --provider stand-in`,
    );
  }
  return found;
}

/** The version of @pulumi/aws, which is that of its plugin. */
function sdkVersion(root: string): string {
  const path = join(root, "node_modules", "@pulumi", "aws", "package.json");
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}
