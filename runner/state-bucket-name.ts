import { FleetError } from "../contracts/errors";

/**
 * The bucket of a backend address `s3://<bucket>?region=<region>`.
 * @throws FleetError `InvalidConfiguration`
 */
export function stateBucketName(backendUrl: string): string {
  const bucket = /^s3:\/\/([a-z0-9.-]+)(?:\?|$)/.exec(backendUrl)?.[1];
  if (bucket === undefined) {
    throw new FleetError(
      "InvalidConfiguration",
      `backend ${JSON.stringify(backendUrl)} is not allowed: use s3://<bucket>?region=<region>`,
    );
  }
  return bucket;
}
