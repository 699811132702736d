import type { RecordedResource } from "./mocks/run-program";

/**
 * What a policy is attached to: somebody, whom it gives permissions; a resource, which it opens to somebody; or a
 * VPC endpoint, which it lets calls through for whoever makes them.
 */
export type PolicyKind = "identity" | "resource" | "endpoint";

interface PolicyProperty {
  readonly property: string;
  readonly kind: PolicyKind;
  /** Of the document, in characters without whitespace. */
  readonly limit: number;
}

/** Properties of resources that hold a policy, with AWS's limits. */
const PROPERTIES: Readonly<Record<string, PolicyProperty>> = {
  "aws:iam/policy:Policy": { property: "policy", kind: "identity", limit: 6144 },
  "aws:iam/rolePolicy:RolePolicy": { property: "policy", kind: "identity", limit: 10_240 },
  "aws:iam/role:Role": { property: "assumeRolePolicy", kind: "resource", limit: 2048 },
  "aws:s3/bucketPolicy:BucketPolicy": { property: "policy", kind: "resource", limit: 20_480 },
  "aws:kms/key:Key": { property: "policy", kind: "resource", limit: 32_768 },
  "aws:sns/topicPolicy:TopicPolicy": { property: "policy", kind: "resource", limit: 30_720 },
  "aws:sqs/queuePolicy:QueuePolicy": { property: "policy", kind: "resource", limit: 8192 },
  "aws:ec2/vpcEndpoint:VpcEndpoint": { property: "policy", kind: "endpoint", limit: 20_480 },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
    property: "policyDocument",
    kind: "resource",
    limit: 5120,
  },
};

/** A statement as JSON has it: whatever somebody wrote. */
export type Statement = Readonly<Record<string, unknown>>;

export interface PolicyDocument {
  readonly kind: PolicyKind;
  readonly limit: number;
  readonly text: string;
}

/** The policy that `resource` holds; undefined when it holds none. */
export function policyOf({ type, inputs }: RecordedResource): PolicyDocument | undefined {
  const found = PROPERTIES[type];
  const text = found && inputs[found.property];
  return found && typeof text === "string" ? { kind: found.kind, limit: found.limit, text } : undefined;
}

/** One or several, as JSON of policies may have it. */
export function listed(value: unknown): readonly string[] {
  return value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)];
}
