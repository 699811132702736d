import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { parse } from "yaml";
import { ENVIRONMENTS, type Environment } from "../../contracts/environment";
import { OPERATED_PROJECTS, type OperatedProject } from "../commands/project/projects";
import type { ChangedFiles } from "./changed-files";
import { functionEntries, loadedFiles } from "./program-files";

/** A stack that a change may change, and the first file because of which. */
export interface AffectedStack {
  readonly environment: Environment;
  readonly project: OperatedProject;
  readonly file: string;
}

/** Which files a project's stacks are made of. */
interface Reach {
  readonly project: OperatedProject;
  readonly loaded: ReadonlySet<string>;
}

/** What every program is run by. */
const SHARED: ReadonlySet<string> = new Set(["package.json", "package-lock.json", "register.cjs"]);
const DOCKER_CONTEXT = ".dockerignore";

/**
 * The stacks that may be deployed otherwise after the change: too many rather than too few. Enclaves follow the runner's
 * image, which is part of project runtime.
 * @throws esbuild's error when a program cannot be loaded
 */
export async function affectedStacks(root: string, change: ChangedFiles): Promise<readonly AffectedStack[]> {
  const reaches = OPERATED_PROJECTS.map((project) => reachOf(root, project));
  const image = imageContext(root);
  const found: AffectedStack[] = [];
  for (const environment of ENVIRONMENTS) {
    const touched = await touchedSettings(root, environment, change);
    const builds = touched.after["runtime:runnerImageDigest"] === undefined;
    for (const reach of reaches) {
      const { project } = reach;
      const file = change.files.find(
        (candidate) =>
          SHARED.has(candidate) ||
          candidate === projectFile(project) ||
          touches(root, candidate, reach.loaded) ||
          (project === "runtime" && builds && isWithin(candidate, image)) ||
          (candidate === `Pulumi.${environment}.yaml` && touched.projects.has(project)),
      );
      if (file !== undefined) {
        found.push({ environment, project, file });
      }
    }
  }
  return found;
}

function reachOf(root: string, project: OperatedProject): Reach {
  const functions = project === "runtime" ? functionEntries(root) : [];
  return { project, loaded: loadedFiles(root, [`${project}/index.ts`, ...functions]) };
}

function projectFile(project: OperatedProject): string {
  return project === "state" ? "Pulumi.yaml" : `${project}/Pulumi.yaml`;
}

/**
 * Whether a program loads `file`; what is no TypeScript (a script, a unit file) is read by its folder's modules, or by
 * those of the nearest folder above that has some.
 */
function touches(root: string, file: string, loaded: ReadonlySet<string>): boolean {
  if (loaded.has(file)) {
    return true;
  }
  if (extname(file) === ".ts" || !file.startsWith("components/")) {
    return false;
  }
  let folder = dirname(file);
  while (folder !== "components" && !hasModules(join(root, folder))) {
    folder = dirname(folder);
  }
  return [...loaded].some((candidate) => dirname(candidate) === folder);
}

function hasModules(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).some((name) => extname(name) === ".ts");
}

/** Files and folders that go into the runner's image. */
function imageContext(root: string): readonly string[] {
  const path = join(root, DOCKER_CONTEXT);
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  return [
    DOCKER_CONTEXT,
    ...lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1).trim()),
  ];
}

function isWithin(file: string, paths: readonly string[]): boolean {
  return paths.some((path) => file === path || file.startsWith(`${path}/`));
}

/** The projects whose settings differ; a key of no project's own is everybody's. */
async function touchedSettings(root: string, environment: Environment, change: ChangedFiles) {
  const name = `Pulumi.${environment}.yaml`;
  const after = settingsIn(existsSync(join(root, name)) ? readFileSync(join(root, name), "utf8") : undefined);
  const projects = new Set<OperatedProject>();
  if (change.files.includes(name)) {
    const before = settingsIn(await change.before(name));
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (JSON.stringify(before[key]) !== JSON.stringify(after[key])) {
        const own = OPERATED_PROJECTS.filter((project) => key.startsWith(`${project}:`));
        for (const project of own.length > 0 ? own : OPERATED_PROJECTS) {
          projects.add(project);
        }
      }
    }
  }
  return { projects, after };
}

/** Settings by key, and what else the file says under its own names. */
function settingsIn(text: string | undefined): Readonly<Record<string, unknown>> {
  const { config = {}, ...rest } = (text === undefined ? {} : (parse(text) ?? {})) as Record<string, unknown>;
  return { ...(config as object), ...rest };
}
