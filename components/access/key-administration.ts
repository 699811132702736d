import type { PolicyStatement } from "./policy-document";

/**
 * First statement of a key policy: the account's IAM policies decide. Without it a key can become unmanageable
 * (https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html).
 */
export function keyAdministration(accountId: string): PolicyStatement {
  return {
    Sid: "IamPoliciesDecide",
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: "kms:*",
    // In a key policy `*` is this key.
    Resource: "*",
  };
}
