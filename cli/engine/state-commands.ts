import { spawn } from "node:child_process";
import { trackCli } from "../../backend/locks/cli-processes";
import { type Deployment, engineVariables, type StackTarget } from "./engine";
import { workDirOf } from "./work-dir";

/** Runs of the CLI that the Automation API has not, or has with the state in a temporary file. */

/**
 * Gives the stack another state. The state goes to the CLI through a pipe, because it may hold secrets in clear. It
 * must say what encrypts them: otherwise the CLI panics where there is a secret, and saves a state that nobody can add
 * one to.
 *
 * @param command path of the CLI
 */
export async function importState(
  command: string,
  target: StackTarget,
  deployment: Deployment,
): Promise<void> {
  await runCli(command, target, ["stack", "import"], JSON.stringify(deployment));
}

/** Whether the state says that its secrets are encrypted as those of the target are: it was exported there. */
export function isEncryptedFor({ backend }: StackTarget, { deployment }: Deployment): boolean {
  return deployment?.secrets_providers?.state?.url === backend.secretsProvider;
}

/** The state, its secrets encrypted as those of another one. */
export function encryptedAs(
  { deployment: other }: Deployment,
  { version, deployment }: Deployment,
): Deployment {
  const { secrets_providers: _, ...state } = deployment;
  const { secrets_providers } = other ?? {};
  return { version, deployment: { ...state, ...(secrets_providers && { secrets_providers }) } };
}

/** Takes the protection off every resource of the stack. */
export async function unprotect(command: string, target: StackTarget): Promise<void> {
  await runCli(command, target, ["state", "unprotect", "--all", "--yes"]);
}

function runCli(
  command: string,
  target: StackTarget,
  args: readonly string[],
  input?: string,
): Promise<void> {
  return run(command, target, [...args, "--stack", target.stack], input);
}

function run(command: string, target: StackTarget, args: readonly string[], input = ""): Promise<void> {
  return new Promise((resolve, reject) => {
    const cli = spawn(command, [...args, "--non-interactive"], {
      cwd: workDirOf(target),
      env: { ...process.env, ...engineVariables(target.backend) },
      stdio: ["pipe", "ignore", "pipe"],
    });
    trackCli(cli);
    let errors = "";
    cli.stderr.on("data", (chunk: Buffer) => {
      errors += chunk.toString();
    });
    cli.once("error", reject);
    cli.once("close", (code) => {
      if (code === 0) {
        resolve();
      } else {
        reject(new Error(errors));
      }
    });
    // A CLI that fails before it has read everything closes the pipe: its exit code tells why.
    cli.stdin.on("error", () => undefined);
    cli.stdin.end(input);
  });
}
