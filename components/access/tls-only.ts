import type { PolicyStatement } from "./policy-document";

/** Statement of a queue's or topic's policy: nobody without TLS. */
export function tlsOnly(resourceArn: string, action: "sqs:*" | "sns:Publish"): PolicyStatement {
  return {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: action,
    Resource: resourceArn,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}
