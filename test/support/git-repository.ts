import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A repository of git's in a temporary folder. */
export interface GitRepository {
  readonly root: string;
  git(...args: readonly string[]): string;
  /** Writes a file, with the folders above it. */
  write(file: string, text: string): void;
  commit(): void;
  remove(): void;
}

/** With branch main checked out, and without any of the machine's or user's settings. */
export function gitRepository(): GitRepository {
  const root = mkdtempSync(join(tmpdir(), "fleet-git-"));
  const env = { PATH: process.env.PATH, HOME: root, GIT_CONFIG_NOSYSTEM: "1" };
  const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: root, env, encoding: "utf8" });
  git("init", "--quiet", "--initial-branch=main");
  return {
    root,
    git,
    write: (file, text) => {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    },
    commit: () => {
      git("add", "--all");
      git("-c", "user.name=ada", "-c", "user.email=ada@example.com", "commit", "--quiet", "--message=change");
    },
    remove: () => rmSync(root, { recursive: true }),
  };
}
