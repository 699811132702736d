// Documents must not promise what is not there: every relative link leads to a file, every `make` target and
// every `fleet` command that a code block or inline code shows exists.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import type { Command } from "commander";
import { createProgram } from "../../cli/program";

const root = join(__dirname, "..", "..");

interface Finding {
  readonly place: string;
  readonly problem: string;
}

function main(): void {
  const documents = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], {
    cwd: root,
    encoding: "utf8",
  })
    .split("\n")
    .filter((file) => file && existsSync(join(root, file)));
  const targets = makeTargets();
  const program = createProgram();
  const findings = documents.flatMap((file) => checkDocument(file, targets, program));
  for (const { place, problem } of findings) {
    console.error(`${place}: ${problem}`);
  }
  console.log(`docs: ${documents.length} documents, ${findings.length} problems`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}

function checkDocument(file: string, targets: ReadonlySet<string>, program: Command): Finding[] {
  const findings: Finding[] = [];
  let inBlock = false;
  for (const [index, line] of readFileSync(join(root, file), "utf8").split("\n").entries()) {
    const report = (problem: string) => findings.push({ place: `${file}:${index + 1}`, problem });
    if (line.startsWith("```")) {
      inBlock = !inBlock;
      continue;
    }
    if (!inBlock) {
      for (const [, target = ""] of line.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
        if (!/^[a-z]+:/.test(target) && !existsSync(join(root, normalize(join(dirname(file), target))))) {
          report(`the link ${target} leads nowhere`);
        }
      }
    }
    const commands = inBlock ? [line.trim()] : [...line.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
    for (const command of commands) {
      const problem = checkCommand(command, targets, program);
      if (problem) {
        report(problem);
      }
    }
  }
  return findings;
}

function checkCommand(text: string, targets: ReadonlySet<string>, program: Command): string | undefined {
  const make = /^make ([a-z][a-z-]*)/.exec(text)?.[1];
  if (make && !targets.has(make)) {
    return `make has no target ${make}`;
  }
  const fleet = /^(?:bin\/)?fleet ((?:(?:--local|[a-z]+) ?)+)/.exec(text)?.[1];
  if (!fleet) {
    return undefined;
  }
  let command = program;
  for (const word of fleet
    .trim()
    .split(" ")
    .filter((word) => word !== "--local")) {
    if (command.commands.length === 0) {
      return undefined;
    }
    const next = command.commands.find((candidate) => candidate.name() === word);
    if (!next) {
      return `fleet has no command ${word} in "${text}"`;
    }
    command = next;
  }
  return undefined;
}

function makeTargets(): ReadonlySet<string> {
  const lines = readFileSync(join(root, "Makefile"), "utf8").split("\n");
  return new Set(lines.flatMap((line) => /^([a-z][a-z-]*):/.exec(line)?.[1] ?? []));
}

main();
