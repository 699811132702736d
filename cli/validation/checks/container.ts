import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "../check";

const DOCKERFILE = "runner/Dockerfile";
const DIGEST = /@sha256:[0-9a-f]{64}$/;

interface Instruction {
  /** Of its first line, from 1. */
  readonly line: number;
  readonly name: string;
  readonly rest: string;
}

export const container: Check = {
  name: "container",
  description: "the runner's Dockerfile: images by digest, not as root, nothing fetched unchecked",
  run: ({ root }) => dockerfileFindings(readFileSync(join(root, DOCKERFILE), "utf8")),
};

/** What is wrong with a Dockerfile. */
export function dockerfileFindings(text: string): readonly string[] {
  const instructions = instructionsOf(text);
  const defaults = new Map<string, string>();
  const stages = new Set<string>();
  const findings: string[] = [];
  const find = (line: number, finding: string) => findings.push(`${DOCKERFILE}:${line}: ${finding}`);
  for (const { line, name, rest } of instructions) {
    if (name === "ARG") {
      const [key = "", value = ""] = rest.split("=", 2);
      defaults.set(key, value);
    } else if (name === "FROM") {
      const [image = "", , stage = ""] = rest.split(/\s+/).filter((word) => !word.startsWith("--"));
      const resolved = image.replace(/\$\{?(\w+)\}?/g, (_, key: string) => defaults.get(key) ?? "");
      if (!stages.has(resolved) && !DIGEST.test(resolved)) {
        find(line, `image ${resolved || image} has no digest: a tag can move; add @sha256:…`);
      }
      stages.add(stage);
    } else if (name === "ADD") {
      find(line, "ADD unpacks and downloads: use COPY, or a download with a checksum");
    } else if (name === "RUN" && /\b(curl|wget)\b[^&;]*\|\s*(ba|z)?sh\b/.test(rest)) {
      find(line, "a download runs as it comes: check its checksum first");
    }
  }
  const last = instructions.map(({ name }) => name).lastIndexOf("FROM");
  const user = instructions.slice(last).findLast(({ name }) => name === "USER");
  if (user === undefined || /^(root|0)(:|$)/.test(user.rest)) {
    find(
      user?.line ?? instructions.at(-1)?.line ?? 1,
      "the container runs as root: end with USER and another number",
    );
  }
  return findings;
}

/** Instructions with continued lines joined, without comments. */
function instructionsOf(text: string): readonly Instruction[] {
  const found: Instruction[] = [];
  let open: { line: number; text: string } | undefined;
  for (const [index, raw] of text.split("\n").entries()) {
    const content = raw.trim();
    if (content === "" || content.startsWith("#")) {
      continue;
    }
    open = open ? { ...open, text: `${open.text} ${content}` } : { line: index + 1, text: content };
    if (content.endsWith("\\")) {
      open.text = open.text.slice(0, -1).trimEnd();
      continue;
    }
    const [name = "", ...rest] = open.text.split(/\s+/);
    found.push({ line: open.line, name: name.toUpperCase(), rest: rest.join(" ") });
    open = undefined;
  }
  return found;
}
