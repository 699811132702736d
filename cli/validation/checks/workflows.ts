import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, isPair, isScalar, type Pair, parseDocument, visit } from "yaml";
import type { Check } from "../check";

const FOLDER = join(".github", "workflows");

export const workflows: Check = {
  name: "workflows",
  description: "workflow files: readable, actions by commit, permissions stated",
  run: ({ root }) => {
    const folder = join(root, FOLDER);
    const files = existsSync(folder) ? readdirSync(folder).filter((file) => /\.ya?ml$/.test(file)) : [];
    return files
      .sort()
      .flatMap((file) => workflowFindings(join(FOLDER, file), readFileSync(join(folder, file), "utf8")));
  },
};

/** What is wrong with a workflow. */
export function workflowFindings(file: string, text: string): readonly string[] {
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    return document.errors.map(({ message }) => `${file}: ${message.split("\n")[0]}`);
  }
  const findings: string[] = [];
  if (!isMap(document.contents) || !document.has("jobs")) {
    return [`${file}: it has no jobs`];
  }
  if (!document.has("permissions")) {
    findings.push(
      `${file}: it states no permissions, so its token gets the repository's default: add permissions`,
    );
  }
  visit(document, {
    Pair: (_, pair) => {
      const action = usedAction(pair);
      if (action !== undefined && !isPinned(action)) {
        findings.push(`${file}: ${action} can change under us: name it by its commit, 40 hexadecimal digits`);
      }
    },
  });
  return findings;
}

function usedAction(pair: Pair): string | undefined {
  const { key, value } = pair;
  return isPair(pair) && isScalar(key) && key.value === "uses" && isScalar(value)
    ? String(value.value)
    : undefined;
}

/** Ours, by commit, or an image by digest. */
function isPinned(action: string): boolean {
  return (
    action.startsWith("./") || /@[0-9a-f]{40}$/.test(action) || /^docker:.*@sha256:[0-9a-f]{64}$/.test(action)
  );
}
