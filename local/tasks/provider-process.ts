import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

/** Provider stand-ins in a process of their own, for one set of credentials. */
export interface ProviderProcess {
  /** Value of PULUMI_DEBUG_PROVIDERS by which an engine attaches to them. */
  readonly debugProviders: string;
  stop(): void;
}

/**
 * @param root folder of the repository
 * @param environment AWS variables of the caller for whom the providers act
 */
export async function startProviderProcess(
  root: string,
  environment: Readonly<Record<string, string>>,
): Promise<ProviderProcess> {
  const child = spawn(
    process.execPath,
    ["-r", join(root, "register.cjs"), join(root, "local/providers/main.ts")],
    {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  const ports = await portsOf(child);
  return {
    debugProviders: Object.entries(ports)
      .map(([name, port]) => `${name}:${port}`)
      .join(","),
    stop: () => {
      child.kill("SIGKILL");
    },
  };
}

/** The first line that it prints. */
function portsOf(child: ChildProcess): Promise<Readonly<Record<string, number>>> {
  return new Promise((resolve, reject) => {
    let printed = "";
    let complaint = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.includes("\n")) {
        resolve(JSON.parse(printed.slice(0, printed.indexOf("\n"))));
      }
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      complaint = `${complaint}${chunk.toString()}`.slice(-2000);
    });
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new Error(`the provider stand-ins ended with ${code}: ${complaint}`)),
    );
  });
}
