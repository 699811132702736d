import { createHash } from "node:crypto";
import type { Hygiene } from "./hygiene-check";

/** What IAM lets users and roles of the account do with the state. */
export const REVIEWED_ACTIONS = {
  read: "s3:GetObject",
  write: "s3:PutObject",
  decrypt: "kms:Decrypt",
} as const;
export type Reviewed = keyof typeof REVIEWED_ACTIONS;

/** Roles that only AWS's own services can take on. */
const SERVICE_LINKED = "/aws-service-role/";

/**
 * Who may do what, as `user/ada` or `role/hyperion-dev-runner`, by IAM's own simulation of everything that is attached
 * to them. Bucket policy and key policy come beside it: they can only be compared as a whole.
 */
export async function principals({
  context,
  backend,
  bucket,
}: Hygiene): Promise<Readonly<Record<Reviewed, readonly string[]>>> {
  const { paginateListRoles, paginateListUsers, SimulatePrincipalPolicyCommand } =
    require("@aws-sdk/client-iam") as typeof import("@aws-sdk/client-iam");
  const { iam } = context.clients(backend.region);
  const arns: string[] = [];
  for await (const { Users = [] } of paginateListUsers({ client: iam }, {})) {
    arns.push(...Users.map(({ Arn = "" }) => Arn));
  }
  for await (const { Roles = [] } of paginateListRoles({ client: iam }, {})) {
    arns.push(...Roles.map(({ Arn = "" }) => Arn).filter((arn) => !arn.includes(SERVICE_LINKED)));
  }
  const object = `arn:aws:s3:::${bucket.name}/.pulumi/stacks/base/${backend.environment}.json`;
  const resources: Readonly<Record<Reviewed, string>> = {
    read: object,
    write: object,
    decrypt: await keyArn({ context, backend }),
  };
  const allowed: Record<Reviewed, string[]> = { read: [], write: [], decrypt: [] };
  for (const arn of arns) {
    for (const [reviewed, action] of Object.entries(REVIEWED_ACTIONS) as [Reviewed, string][]) {
      const { EvaluationResults = [] } = await iam.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: arn,
          ActionNames: [action],
          ResourceArns: [resources[reviewed]],
        }),
      );
      if (EvaluationResults.some(({ EvalDecision }) => EvalDecision === "allowed")) {
        allowed[reviewed].push(arn.slice(arn.lastIndexOf(":") + 1));
      }
    }
  }
  return allowed;
}

/** What the bucket itself allows. */
export async function bucketAccess({ bucket }: Hygiene): Promise<{
  readonly policy: string;
  readonly publicIsBlocked: boolean;
}> {
  const { GetBucketPolicyCommand, GetPublicAccessBlockCommand } =
    require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
  const Bucket = bucket.name;
  const { Policy = "" } = await bucket.s3.send(new GetBucketPolicyCommand({ Bucket }));
  const { PublicAccessBlockConfiguration: block } = await bucket.s3.send(
    new GetPublicAccessBlockCommand({ Bucket }),
  );
  const { BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets } = block ?? {};
  return {
    policy: digest(Policy),
    publicIsBlocked: [BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets].every(
      (each) => each === true,
    ),
  };
}

/** What the key itself allows: its policy, and who was granted its use. */
export async function keyAccess({ context, backend }: Hygiene): Promise<{
  readonly policy: string;
  readonly grants: readonly string[];
}> {
  const { GetKeyPolicyCommand, paginateListGrants } =
    require("@aws-sdk/client-kms") as typeof import("@aws-sdk/client-kms");
  const { kms } = context.clients(backend.region);
  const KeyId = await keyArn({ context, backend });
  const { Policy = "" } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: "default" }));
  const grants: string[] = [];
  for await (const { Grants = [] } of paginateListGrants({ client: kms }, { KeyId })) {
    grants.push(
      ...Grants.map(({ GranteePrincipal = "", Operations = [] }) => `${GranteePrincipal}: ${Operations}`),
    );
  }
  return { policy: digest(Policy), grants };
}

async function keyArn({ context, backend }: Pick<Hygiene, "context" | "backend">): Promise<string> {
  const { DescribeKeyCommand } = require("@aws-sdk/client-kms") as typeof import("@aws-sdk/client-kms");
  const { KeyMetadata } = await context
    .clients(backend.region)
    .kms.send(new DescribeKeyCommand({ KeyId: backend.keyAlias }));
  return KeyMetadata?.Arn ?? backend.keyAlias;
}

function digest(text: string): string {
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
