/** Who makes the resources of package `aws`: the stand-in of `local/`, or Pulumi's own plugin. */
export const AWS_PROVIDERS = ["stand-in", "aws"] as const;
export type AwsProvider = (typeof AWS_PROVIDERS)[number];

/**
 * A profile replaces AWS by another endpoint: written by `local/` when it is up, read by `fleet` when it is
 * given `--local` or FLEET_PROFILE. Programs, functions and runner never see it.
 */
export interface Profile {
  /** Process that stops everything when it gets SIGTERM. */
  readonly pid: number;
  readonly endpoint: string;
  /** Added to the environment of `fleet` and of the engine. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder that stands in for the repository's root as the place of Pulumi.yaml and Pulumi.<stack>.yaml. */
  readonly home: string;
  /** Folder of the processes' logs. */
  readonly logs: string;
}

/** Engines attach to what PULUMI_DEBUG_PROVIDERS names, and start the plugin for what it does not. */
export function awsProviderOf({ environment }: Profile): AwsProvider {
  return /(^|,)aws:/.test(environment.PULUMI_DEBUG_PROVIDERS ?? "") ? "stand-in" : "aws";
}
