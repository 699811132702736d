import { HeadBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import type { StateBucket } from "../../backend/state-bucket";

/**
 * The client of a bucket in memory, which also answers whether a bucket is there.
 * @param statusOf the HTTP status for a bucket of that name: 200, 403 or 404
 */
export function answeringHead({ s3 }: StateBucket, statusOf: (name: string) => number = () => 200): S3Client {
  const send = async (command: HeadBucketCommand) => {
    if (!(command instanceof HeadBucketCommand)) {
      return s3.send(command);
    }
    const httpStatusCode = statusOf(command.input.Bucket ?? "");
    if (httpStatusCode !== 200) {
      throw Object.assign(new Error(`HTTP ${httpStatusCode}`), { $metadata: { httpStatusCode } });
    }
    return {};
  };
  return Object.create(s3, { send: { value: send } });
}
