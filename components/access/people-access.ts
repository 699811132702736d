import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ACCESS_ROLES, type AccessRole, accessPolicyName } from "../../contracts/access-role";
import { type PolicyStatement, policyDocument } from "./policy-document";
import { requesterStatements } from "./requester-permissions";
import {
  adminStatements,
  operatorStatements,
  type RoleResources,
  readerStatements,
} from "./role-permissions";

export type PeopleAccessArgs = RoleResources;

const ROLES: Readonly<
  Record<
    AccessRole,
    { readonly description: string; readonly statements: (args: RoleResources) => PolicyStatement[] }
  >
> = {
  reader: {
    description: "See every workspace and request, and no secret",
    statements: readerStatements,
  },
  requester: {
    description: "Ask for enclaves, and see what is of the team in the tag Owner",
    statements: requesterStatements,
  },
  operator: {
    description: "Look after every workspace: state, locks, requests, registry",
    statements: operatorStatements,
  },
  admin: {
    description: "What an operator may, remove rows, and rehearse recovery",
    statements: adminStatements,
  },
};

/** Managed policies for people, one for each role; who has which is decided where people are, in IAM Identity Center. */
export class PeopleAccess extends pulumi.ComponentResource {
  constructor(name: string, args: PeopleAccessArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:access:PeopleAccess", name, {}, options);
    for (const role of ACCESS_ROLES) {
      const { description, statements } = ROLES[role];
      new aws.iam.Policy(
        `${name}-${role}`,
        {
          name: accessPolicyName(args.place.environment, role),
          description,
          policy: policyDocument(statements(args)),
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
