import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";

/**
 * Statement of a key's policy that lets CloudWatch Logs encrypt these log groups by the key, and no others.
 * @param groups names, in which `*` stands for any characters
 */
export function logsEncrypt(place: Place, sid: string, groups: readonly string[]): PolicyStatement {
  return {
    Sid: sid,
    Effect: "Allow",
    Principal: { Service: `logs.${place.region}.amazonaws.com` },
    Action: [
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:ReEncryptFrom",
      "kms:ReEncryptTo",
    ],
    // In a key policy `*` is this key.
    Resource: "*",
    Condition: {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": groups.map((group) =>
          regionalArn(place, "logs", `log-group:${group}`),
        ),
      },
    },
  };
}
