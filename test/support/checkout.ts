import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const ROOT = resolve(__dirname, "..", "..");

/** Installed, not in any commit. */
const INSTALLED = ["node_modules", ".fleet"];
/** Of what is installed, what stays apart. */
const APART = [".cache", "local", "worktrees"];

/** A repository of its own with these working files in its one commit, and with what is installed here. */
export interface Checkout {
  readonly root: string;
  /** Commits all that is changed, and gives the commit's id. */
  commit(message: string): string;
  remove(): void;
}

export function makeCheckout(): Checkout {
  const root = mkdtempSync(join(tmpdir(), "fleet-checkout-"));
  for (const file of git(ROOT, "ls-files", "-co", "--exclude-standard", "-z").split("\0").filter(Boolean)) {
    // One that was deleted may still be in the index.
    if (existsSync(join(ROOT, file))) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      cpSync(join(ROOT, file), join(root, file));
    }
  }
  for (const folder of INSTALLED) {
    mkdirSync(join(root, folder));
    for (const name of readdirSync(join(ROOT, folder)).filter((each) => !APART.includes(each))) {
      symlinkSync(join(ROOT, folder, name), join(root, folder, name));
    }
  }
  git(root, "init", "--quiet");
  const commit = (message: string) => {
    git(root, "add", "--all");
    git(root, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "--quiet", "-m", message);
    return git(root, "rev-parse", "HEAD").trim();
  };
  commit("begin");
  return { root, commit, remove: () => rmSync(root, { recursive: true, force: true }) };
}

function git(cwd: string, ...args: readonly string[]): string {
  return execFileSync("git", [...args], { cwd, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
}
