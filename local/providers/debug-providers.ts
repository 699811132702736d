import type { AwsProvider } from "../../contracts/local-profile";

/** Ports of the stand-ins by package name. */
export type ProviderPorts = Readonly<Record<"aws" | "awsx" | "command", number>>;

/**
 * Value of PULUMI_DEBUG_PROVIDERS by which an engine attaches to the stand-ins. What is not in it, the engine starts
 * itself from its plugins.
 */
export function debugProviders(ports: ProviderPorts, awsProvider: AwsProvider): string {
  return Object.entries(ports)
    .filter(([name]) => name !== "aws" || awsProvider === "stand-in")
    .map(([name, port]) => `${name}:${port}`)
    .join(",");
}
