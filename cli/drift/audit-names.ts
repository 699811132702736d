import type { RefreshedResource } from "../engine/engine";

/** Outputs with the resource's other name, or that of what it belongs to: a rule is its group's, a policy its role's. */
const NAMING_OUTPUTS = ["arn", "role", "securityGroupId", "targetKeyArn", "function"];

/** Names under which the audit trail may know the resource, the likeliest first. */
export function auditNames({ id, deployed, found }: RefreshedResource): readonly string[] {
  const outputs = { ...deployed.outputs, ...found?.outputs };
  return [...new Set([id, ...NAMING_OUTPUTS.map((key) => outputs[key])])].filter(
    (name): name is string => typeof name === "string" && name !== "",
  );
}
