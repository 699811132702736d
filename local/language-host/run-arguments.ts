import type { RunRequest } from "@pulumi/pulumi/proto/language_pb";

/** The part of `Pulumi.yaml`'s `runtime.options` that this host understands. */
export interface RuntimeOptions {
  /** Whether the SDK registers ts-node. @default true, as the official host has it */
  readonly typescript: boolean;
  /** Arguments for `node` itself, split at blanks. @default "" */
  readonly nodeargs: string;
}

/** @throws Error when an option is not of its type or is none that this host knows. */
export function parseRuntimeOptions(options: Readonly<Record<string, unknown>>): RuntimeOptions {
  const { typescript = true, nodeargs = "", ...unknown } = options;
  const [name] = Object.keys(unknown);
  if (name !== undefined) {
    throw new Error(
      `runtime option ${name} is unknown to the language host stand-in: use typescript and nodeargs`,
    );
  }
  if (typeof typescript !== "boolean") {
    throw new Error("runtime option typescript must be a boolean");
  }
  if (typeof nodeargs !== "string") {
    throw new Error("runtime option nodeargs must be a string");
  }
  return { typescript, nodeargs };
}

/** Arguments of the `node` process that runs a program: those of node, the SDK's runner, those of the runner. */
export function runArguments(
  request: RunRequest,
  engineAddress: string,
  options: RuntimeOptions,
  runnerPath: string,
): string[] {
  const info = request.getInfo();
  const named: ReadonlyArray<readonly [string, string]> = [
    ["monitor", request.getMonitorAddress()],
    ["engine", engineAddress],
    ["organization", request.getOrganization()],
    ["project", request.getProject()],
    ["root-directory", info?.getRootDirectory() ?? ""],
    ["stack", request.getStack()],
    ["pwd", info?.getProgramDirectory() ?? request.getPwd()],
    ["parallel", String(request.getParallel())],
  ];
  return [
    ...options.nodeargs.split(/\s+/).filter((argument) => argument !== ""),
    runnerPath,
    ...named.filter(([, value]) => value !== "").flatMap(([name, value]) => [`--${name}`, value]),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info?.getEntryPoint() || ".",
    ...request.getArgsList(),
  ];
}

/** Environment variables by which the SDK's runner gets the stack's configuration. */
export function runEnvironment(request: RunRequest, options: RuntimeOptions): Record<string, string> {
  const config: Record<string, string> = {};
  for (const [key, value] of request.getConfigMap().entries() as Iterable<[string, string]>) {
    const separator = key.indexOf(":");
    config[`${key.slice(0, separator)}:config:${key.slice(key.lastIndexOf(":") + 1)}`] = value;
  }
  return {
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    ...(options.typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
  };
}
