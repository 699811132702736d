import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
  type YAMLMap,
} from "yaml";
import type { Check } from "../check";

const WORKFLOWS = join(".github", "workflows");
const ACTIONS = join(".github", "actions");

/** Triggers whose jobs have the repository's secrets while they look at what a stranger wrote. */
const PRIVILEGED = ["pull_request_target", "workflow_run", "issue_comment"];

export const workflows: Check = {
  name: "workflows",
  description: "workflow files: readable, actions by commit, permissions stated, nothing put into scripts",
  run: ({ root }) => [
    ...filesIn(root, WORKFLOWS, /\.ya?ml$/).flatMap((file) => workflowFindings(file, textOf(root, file))),
    ...foldersIn(root, ACTIONS)
      .flatMap((folder) => filesIn(root, folder, /^action\.ya?ml$/))
      .flatMap((file) => actionFindings(file, textOf(root, file))),
  ],
};

/** What is wrong with a workflow. */
export function workflowFindings(file: string, text: string): readonly string[] {
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    return unreadable(file, document);
  }
  const findings: string[] = [];
  const jobs = isMap(document.contents) ? document.get("jobs") : undefined;
  if (!isMap(jobs)) {
    return [`${file}: it has no jobs`];
  }
  if (!document.has("permissions")) {
    findings.push("it states no permissions, so its token gets the repository's default: add permissions");
  }
  for (const trigger of triggersOf(document.get("on") as Node)) {
    if (PRIVILEGED.includes(trigger)) {
      findings.push(
        `${trigger} gives secrets to a job about what a stranger wrote: use pull_request or push`,
      );
    }
  }
  for (const { key, value } of (jobs as YAMLMap<Scalar, YAMLMap>).items) {
    // A called workflow has its own.
    if (isMap(value) && !value.has("uses") && !value.has("timeout-minutes")) {
      findings.push(`job ${key.value} may run for 6 hours: add timeout-minutes`);
    }
  }
  return [...findings, ...stepFindings(document)].map((finding) => `${file}: ${finding}`);
}

/** What is wrong with an action of the repository. */
function actionFindings(file: string, text: string): readonly string[] {
  const document = parseDocument(text);
  return document.errors.length > 0
    ? unreadable(file, document)
    : stepFindings(document).map((finding) => `${file}: ${finding}`);
}

function stepFindings(document: Document): readonly string[] {
  const findings: string[] = [];
  visit(document, {
    Map: (_, step) => {
      const uses = step.items.find((pair) => isScalar(pair.key) && pair.key.value === "uses");
      if (uses) {
        findings.push(...actionUseFindings(step, uses));
      }
      const run = step.get("run");
      const expression = typeof run === "string" ? /\$\{\{.*?\}\}/.exec(run)?.[0] : undefined;
      if (expression) {
        findings.push(`${expression} becomes part of a script, whatever is in it: hand it over by env`);
      }
    },
  });
  return findings;
}

function actionUseFindings(step: YAMLMap, { value }: Pair): readonly string[] {
  const action = isScalar(value) ? String(value.value) : "";
  // Ours, or an image by digest.
  if (action.startsWith("./") || /^docker:.*@sha256:[0-9a-f]{64}$/.test(action)) {
    return [];
  }
  if (!/@[0-9a-f]{40}$/.test(action)) {
    return [`${action} can change under us: name it by its commit, 40 hexadecimal digits`];
  }
  const findings: string[] = [];
  if (!/^ v\d/.test((value as Scalar).comment ?? "")) {
    findings.push(`${action} does not say its version: add it as a comment, # v1.2.3`);
  }
  if (action.startsWith("actions/checkout@") && step.getIn(["with", "persist-credentials"]) !== false) {
    findings.push(
      `${action} leaves the token in .git/config for all later steps: add persist-credentials: false`,
    );
  }
  return findings;
}

function triggersOf(on: Node | string | undefined): readonly string[] {
  if (isMap(on)) {
    return on.items.map(({ key }) => String(key));
  }
  return isSeq(on) ? on.items.map(String) : [String(on)];
}

function unreadable(file: string, document: Document): readonly string[] {
  return document.errors.map(({ message }) => `${file}: ${message.split("\n")[0]}`);
}

function filesIn(root: string, folder: string, pattern: RegExp): readonly string[] {
  return entriesIn(root, folder)
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map(({ name }) => join(folder, name))
    .sort();
}

function foldersIn(root: string, folder: string): readonly string[] {
  return entriesIn(root, folder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .sort();
}

function entriesIn(root: string, folder: string) {
  const path = join(root, folder);
  return existsSync(path) ? readdirSync(path, { withFileTypes: true }) : [];
}

function textOf(root: string, file: string): string {
  return readFileSync(join(root, file), "utf8");
}
