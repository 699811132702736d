import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
} from "@aws-sdk/client-iam";

import type { ResourceType } from "../../resource";
import { ifInIam } from "./missing";

export const rolePolicyAttachment: ResourceType = {
  inputs: { policyArn: "leaf", role: "leaf" },
  required: ["policyArn", "role"],
  replaceOn: ["policyArn", "role"],
  async create({ role: RoleName, policyArn: PolicyArn }, { aws }) {
    await aws.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    return { id: `${RoleName}/${PolicyArn}`, outputs: {} };
  },
  async read(id, _known, { aws }) {
    const { role, policyArn } = parts(id);
    const answer = await ifInIam(aws.iam.send(new ListAttachedRolePoliciesCommand({ RoleName: role })));
    const attached = answer?.AttachedPolicies?.some(({ PolicyArn }) => PolicyArn === policyArn);
    return attached ? { id, outputs: { role, policyArn } } : undefined;
  },
  async delete(id, _known, { aws }) {
    const { role, policyArn } = parts(id);
    await ifInIam(aws.iam.send(new DetachRolePolicyCommand({ RoleName: role, PolicyArn: policyArn })));
  },
};

function parts(id: string): { readonly role: string; readonly policyArn: string } {
  const end = id.indexOf("/");
  return { role: id.slice(0, end), policyArn: id.slice(end + 1) };
}
