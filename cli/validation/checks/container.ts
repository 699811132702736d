import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Check } from "../check";

const DOCKERFILE = "runner/Dockerfile";
const DIGEST = /@sha256:[0-9a-f]{64}$/;

const INSTALLS = /\b(apt(-get)?|apk|yum|dnf|npm|pip3?)\b[^&;]*\b(install|add|ci)\b/;
const SECRET = /\b\w*(PASSWORD|SECRET|TOKEN|API_KEY|ACCESS_KEY)\w*[= ]/i;

interface Instruction {
  /** Of its first line, from 1. */
  readonly line: number;
  readonly name: string;
  readonly rest: string;
}

export const container: Check = {
  name: "container",
  description:
    "the runner's Dockerfile: images by digest, not as root, nothing fetched unchecked or left over",
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
  for (const { line, finding } of shippedFindings(instructions)) {
    find(line, finding);
  }
  return findings;
}

/** What is wrong with the last stage: only its files and settings are shipped. */
function shippedFindings(
  instructions: readonly Instruction[],
): readonly { readonly line: number; readonly finding: string }[] {
  const shipped = instructions.slice(instructions.map(({ name }) => name).lastIndexOf("FROM"));
  const end = shipped.at(-1)?.line ?? 1;
  const found: { line: number; finding: string }[] = [];
  const user = shipped.findLast(({ name }) => name === "USER");
  if (user === undefined || /^(root|0)(:|$)/.test(user.rest)) {
    const finding = "the container runs as root: end with USER and another number";
    found.push({ line: user?.line ?? end, finding });
  }
  if (!shipped.some(({ name, rest }) => name === "HEALTHCHECK" && rest !== "NONE")) {
    found.push({ line: end, finding: "nobody can see whether the container is alive: add HEALTHCHECK" });
  }
  for (const { line, name, rest } of shipped) {
    if (name === "RUN" && INSTALLS.test(rest)) {
      found.push({ line, finding: "software is installed where it is shipped: do it in an earlier stage" });
    } else if (["CMD", "ENTRYPOINT"].includes(name) && !rest.startsWith("[")) {
      const finding = `${name} runs in a shell, which keeps SIGTERM to itself: write it as ["…"]`;
      found.push({ line, finding });
    } else if (name === "ENV" && SECRET.test(rest)) {
      found.push({ line, finding: "a secret in ENV is in the image for good: give it to the task" });
    }
  }
  return found;
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
