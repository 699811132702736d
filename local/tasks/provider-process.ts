import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import type { AwsProvider } from "../../contracts/local-profile";
import { debugProviders, type ProviderPorts } from "../providers/debug-providers";

/** Provider stand-ins in a process of their own, for one set of credentials. */
export interface ProviderProcess {
  /** Value of PULUMI_DEBUG_PROVIDERS by which an engine attaches to them. */
  readonly debugProviders: string;
  stop(): void;
}

/** Starts provider processes, one of them ahead of its use: to load them takes longer than a task waits gladly. */
export class ProviderProcesses {
  readonly #root: string;
  readonly #awsProvider: AwsProvider;
  #spare: ChildProcess | undefined;
  #closed = false;

  /** @param root folder of the repository */
  constructor(root: string, awsProvider: AwsProvider = "stand-in") {
    this.#root = root;
    this.#awsProvider = awsProvider;
    this.#prepare();
  }

  /** @param environment AWS variables of the caller for whom the providers act */
  async serve(environment: Readonly<Record<string, string>>): Promise<ProviderProcess> {
    const child = this.#spare ?? start(this.#root);
    this.#spare = undefined;
    child.stdin?.write(`${JSON.stringify(environment)}\n`);
    const ports = await portsOf(child);
    return {
      debugProviders: debugProviders(ports, this.#awsProvider),
      stop: () => {
        child.kill("SIGKILL");
        this.#prepare();
      },
    };
  }

  close(): void {
    this.#closed = true;
    this.#spare?.kill("SIGKILL");
    this.#spare = undefined;
  }

  /** Not while a task runs, from which it would take the processor. */
  #prepare(): void {
    if (this.#closed || this.#spare) {
      return;
    }
    const child = start(this.#root);
    const forget = () => {
      this.#spare = this.#spare === child ? undefined : this.#spare;
    };
    child.once("exit", forget).once("error", forget);
    this.#spare = child;
  }
}

function start(root: string): ChildProcess {
  const child = spawn(
    process.execPath,
    ["-r", join(root, "register.cjs"), join(root, "local/providers/main.ts")],
    {
      env: { PATH: process.env.PATH, HOME: process.env.HOME },
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  // Its exit says that it is gone; a line that comes too late says nothing more.
  child.stdin.on("error", () => undefined);
  return child;
}

/** The first line that it prints. */
function portsOf(child: ChildProcess): Promise<ProviderPorts> {
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
