import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { GITHUB_TOKEN_AUDIENCE, GITHUB_TOKEN_ISSUER } from "../../contracts/github";
import type { Profile } from "../../contracts/local-profile";
import { startProviders } from "../../local/providers/server";
import { type Finished, startFleet } from "./fleet";

/** What a job's token says of it. */
export interface JobToken {
  /** For instance `repo:team/fleet:environment:dev`. */
  readonly sub: string;
  readonly aud?: string;
  readonly iss?: string;
}

/** Where a job works. */
export type JobPlace = Pick<Profile, "endpoint" | "environment" | "home">;

/** A job of GitHub Actions that has got its credentials. */
export interface Job {
  /** The profile by which `fleet` has them. */
  readonly profile: string;
  /** Runs `fleet`, provider included, with them. */
  run(...args: readonly string[]): Promise<Finished>;
  stop(): Promise<void>;
}

/** Starts a job that is the role `arn`. @param root the checkout that it works in */
export async function startJob(place: JobPlace, arn: string, token: JobToken, root?: string): Promise<Job> {
  const environment = { ...place.environment, ...(await jobCredentials(place, arn, token)) };
  const providers = await startProviders(environment);
  const folder = mkdtempSync(join(tmpdir(), "fleet-job-"));
  const content: Profile = {
    ...place,
    pid: process.pid,
    environment: { ...environment, PULUMI_DEBUG_PROVIDERS: providers.debugProviders },
    logs: folder,
  };
  const profile = join(folder, "profile.json");
  writeFileSync(profile, JSON.stringify(content));
  return {
    profile,
    run: (...args) => startFleet(args, profile, root).finished,
    stop: async () => {
      await providers.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Variables with which a job of GitHub Actions is the role `arn`; throws AWS's error where it may not be. */
export async function jobCredentials(
  { endpoint }: Pick<JobPlace, "endpoint">,
  arn: string,
  { sub, aud = GITHUB_TOKEN_AUDIENCE, iss = `https://${GITHUB_TOKEN_ISSUER}` }: JobToken,
): Promise<Record<string, string>> {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const anybody = { accessKeyId: "test", secretAccessKey: "test" };
  const sts = new STSClient({ endpoint, region: "eu-west-1", credentials: anybody });
  try {
    // The emulator looks at what a token says, not at its signature.
    const { Credentials: given } = await sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: arn,
        RoleSessionName: "job",
        WebIdentityToken: [part({ alg: "none" }), part({ iss, aud, sub }), "signature"].join("."),
      }),
    );
    return {
      AWS_ACCESS_KEY_ID: given?.AccessKeyId ?? "",
      AWS_SECRET_ACCESS_KEY: given?.SecretAccessKey ?? "",
      AWS_SESSION_TOKEN: given?.SessionToken ?? "",
    };
  } finally {
    sts.destroy();
  }
}
