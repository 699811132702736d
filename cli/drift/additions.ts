import type { RefreshedResource } from "../engine/engine";
import type { AttributeChange } from "./attribute-changes";
import { documentOf } from "./document-changes";
import { foreignRules } from "./security-group-rules";

type Values = Readonly<Record<string, unknown>>;

const ROLE = "aws:iam/role:Role";
const SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup";

/**
 * What somebody put beside ours: rules in our security groups, policies on our roles. The program does not list
 * these, it makes each a resource of its own; so the engine takes no notice of one more.
 */
export function additionsTo(
  resource: RefreshedResource,
  stack: readonly RefreshedResource[],
): readonly AttributeChange[] {
  switch (resource.type) {
    case SECURITY_GROUP:
      return [...foreignRules(resource.id ?? "", resource, stack)].map(([path, rule]) => added(path, rule));
    case ROLE:
      return foreignPolicies(resource, stack);
    default:
      return [];
  }
}

function foreignPolicies(
  { id, deployed, found }: RefreshedResource,
  stack: readonly RefreshedResource[],
): readonly AttributeChange[] {
  const own = (type: string, key: string) =>
    stack
      .filter((other) => other.type === type)
      .flatMap(({ deployed: { outputs } }) => (outputs.role === id ? [outputs[key]] : []));
  // What the program lists, the engine compares itself.
  const read = (key: string) =>
    key in deployed.inputs ? [] : ((found?.outputs[key] ?? []) as readonly unknown[]);
  const attached = own("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "policyArn");
  const inline = own("aws:iam/rolePolicy:RolePolicy", "name");
  return [
    ...read("managedPolicyArns")
      .filter((arn) => !attached.includes(arn))
      .map((arn) => added(`managedPolicyArns["${arn}"]`, arn)),
    ...(read("inlinePolicies") as readonly Values[])
      .filter(({ name }) => !inline.includes(name))
      .map(({ name, policy }) => added(`inlinePolicies["${name}"]`, documentOf(policy) ?? policy)),
  ];
}

function added(path: string, found: unknown): AttributeChange {
  return { path, deployed: undefined, found, replaces: false, managed: false };
}
