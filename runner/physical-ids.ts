import {
  DescribeLaunchTemplatesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import { FleetError } from "../contracts/errors";
import { REQUEST_TAG } from "../contracts/tags";
import type { PendingCreate } from "./pending-creates";

interface Search {
  readonly ec2: EC2Client;
  readonly requestId: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** Ids under which AWS may have the resource. */
type Finder = (search: Search) => Promise<readonly string[]>;

/** Where the id is made of the inputs, nothing is asked: the refresh that follows drops what AWS does not have. */
const fromInputs =
  (separator: string, ...names: readonly string[]): Finder =>
  async ({ inputs }) => [names.map((name) => String(inputs[name])).join(separator)];

/** Making it again changes nothing, so it need not be found. */
const repeatable: Finder = async () => [];

/** Every type of project `enclave`, with how to find one that was created but is not in the checkpoint. */
const FINDERS: Readonly<Record<string, Finder>> = {
  "aws:iam/role:Role": fromInputs("", "name"),
  "aws:iam/instanceProfile:InstanceProfile": fromInputs("", "name"),
  "aws:iam/rolePolicy:RolePolicy": fromInputs(":", "role", "name"),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": repeatable,
  "aws:autoscaling/group:Group": fromInputs("", "name"),
  "aws:route53/record:Record": fromInputs("_", "zoneId", "name", "type"),
  "aws:ec2/securityGroup:SecurityGroup": async ({ ec2, inputs }) => {
    const answer = await ec2.send(
      new DescribeSecurityGroupsCommand({
        Filters: [
          { Name: "vpc-id", Values: [String(inputs.vpcId)] },
          { Name: "group-name", Values: [String(inputs.name)] },
        ],
      }),
    );
    return (answer.SecurityGroups ?? []).flatMap(({ GroupId: id }) => (id ? [id] : []));
  },
  "aws:ec2/networkInterface:NetworkInterface": async ({ ec2, requestId, inputs }) => {
    const answer = await ec2.send(
      new DescribeNetworkInterfacesCommand({
        Filters: [
          { Name: "subnet-id", Values: [String(inputs.subnetId)] },
          { Name: `tag:${REQUEST_TAG}`, Values: [requestId] },
        ],
      }),
    );
    return (answer.NetworkInterfaces ?? []).flatMap(({ NetworkInterfaceId: id }) => (id ? [id] : []));
  },
  "aws:ec2/launchTemplate:LaunchTemplate": async ({ ec2, inputs }) => {
    const answer = await ec2.send(
      new DescribeLaunchTemplatesCommand({
        Filters: [{ Name: "launch-template-name", Values: [String(inputs.name)] }],
      }),
    );
    return (answer.LaunchTemplates ?? []).flatMap(({ LaunchTemplateId: id }) => (id ? [id] : []));
  },
};

/** Types whose interrupted creation can be taken up again. */
export const RECOVERABLE_TYPES: readonly string[] = Object.keys(FINDERS);

/**
 * The id of a resource whose creation was interrupted, if AWS may have it.
 *
 * @param known ids that belong to other resources of the stack
 * @throws FleetError `DeploymentFailed` when it cannot be told: going on could make a second one.
 */
export async function findPhysicalId(
  ec2: EC2Client,
  requestId: string,
  { type, urn, inputs }: PendingCreate,
  known: ReadonlySet<string>,
): Promise<string | undefined> {
  const finder = FINDERS[type];
  if (!finder) {
    throw new FleetError(
      "DeploymentFailed",
      `the creation of ${urn} was interrupted, and nothing knows how to find a ${type}: add it to runner/physical-ids.ts`,
    );
  }
  const found = (await finder({ ec2, requestId, inputs })).filter((id) => !known.has(id));
  if (found.length > 1) {
    throw new FleetError(
      "DeploymentFailed",
      `the creation of ${urn} was interrupted, and ${found.join(", ")} may be it: delete what is not used and ask again`,
    );
  }
  return found[0];
}
