import { DeleteRolePolicyCommand, GetRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";

import type { ResourceContext, ResourceType } from "../../resource";
import { documentText } from "../attributes";
import { decodedDocument, ifInIam } from "./missing";

export const rolePolicy: ResourceType = {
  inputs: { name: "leaf", policy: "leaf", role: "leaf" },
  required: ["policy", "role"],
  autoName: "name",
  replaceOn: ["name", "role"],
  async create({ name, policy, role }, context) {
    await put(role, name, policy, context);
    return { id: `${role}:${name}`, outputs: {} };
  },
  async read(id, _known, { aws }) {
    const { role, name } = parts(id);
    const answer = await ifInIam(
      aws.iam.send(new GetRolePolicyCommand({ RoleName: role, PolicyName: name })),
    );
    return answer && { id, outputs: { name, role, policy: decodedDocument(answer.PolicyDocument) } };
  },
  async update(id, { policy }, _olds, context) {
    const { role, name } = parts(id);
    await put(role, name, policy, context);
    return {};
  },
  async delete(id, _known, { aws }) {
    const { role, name } = parts(id);
    await ifInIam(aws.iam.send(new DeleteRolePolicyCommand({ RoleName: role, PolicyName: name })));
  },
};

async function put(
  RoleName: string,
  PolicyName: string,
  policy: unknown,
  { aws }: ResourceContext,
): Promise<void> {
  await aws.iam.send(
    new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: documentText(policy) }),
  );
}

function parts(id: string): { readonly role: string; readonly name: string } {
  const [role = "", name = ""] = id.split(":");
  return { role, name };
}
