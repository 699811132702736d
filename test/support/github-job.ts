import { AssumeRoleWithWebIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { GITHUB_TOKEN_AUDIENCE, GITHUB_TOKEN_ISSUER } from "../../contracts/github";
import { clientConfiguration, type TestFleet } from "./fleet";

/** What a job's token says of it. */
export interface JobToken {
  /** For instance `repo:team/fleet:environment:dev`. */
  readonly sub: string;
  readonly aud?: string;
  readonly iss?: string;
}

/** Variables with which a job of GitHub Actions is the role `arn`; throws AWS's error where it may not be. */
export async function jobCredentials(
  fleet: TestFleet,
  arn: string,
  { sub, aud = GITHUB_TOKEN_AUDIENCE, iss = `https://${GITHUB_TOKEN_ISSUER}` }: JobToken,
): Promise<Record<string, string>> {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const sts = new STSClient(clientConfiguration(fleet));
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
