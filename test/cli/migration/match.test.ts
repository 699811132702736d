import { expect } from "chai";
import type { PlannedResource } from "../../../cli/engine/engine";
import { known } from "../../../cli/migration/known-resource";
import { matchResources } from "../../../cli/migration/match";
import type { TerraformResource } from "../../../cli/migration/terraform-state";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function terraform(address: string, attributes: Readonly<Record<string, unknown>>) {
  const [type = ""] = address.split(".");
  const resource: TerraformResource = {
    address,
    type,
    attributes,
    name: "n",
    mode: "managed",
    provider: "hashicorp/aws",
    deposed: false,
  };
  const found = known(resource);
  if (!found) {
    throw new Error(`${type} is not known`);
  }
  return found;
}

function planned(
  urn: string,
  type: string,
  inputs: Readonly<Record<string, unknown>>,
  propertyDependencies: Readonly<Record<string, readonly string[]>> = {},
): PlannedResource {
  return { urn, type, inputs, propertyDependencies, custom: true, operation: "create", protect: false };
}

function pairs(matches: ReturnType<typeof matchResources>): readonly (readonly string[])[] {
  return [...matches].map(
    ([
      address,
      {
        planned: { urn },
        reason,
      },
    ]) => [address, urn, reason],
  );
}

describe("matchResources", () => {
  const vpc = terraform("aws_vpc.a", { id: "vpc-1", cidr_block: "10.0.0.0/16" });
  const network = planned("s::vpc", "aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" });

  it("follows what is not known yet to what it was found to be", () => {
    const subnet = terraform("aws_subnet.a", { id: "subnet-1", vpc_id: "vpc-1", cidr_block: "10.0.0.0/24" });
    const elsewhere = terraform("aws_subnet.b", {
      id: "subnet-2",
      vpc_id: "vpc-2",
      cidr_block: "10.0.0.0/24",
    });
    const inputs = { vpcId: UNKNOWN, cidrBlock: "10.0.0.0/24" };
    const private1 = planned("s::private", "aws:ec2/subnet:Subnet", inputs, { vpcId: ["s::vpc"] });
    expect(pairs(matchResources([subnet, elsewhere, vpc], [network, private1]))).to.deep.equal([
      ["aws_vpc.a", "s::vpc", "the same cidrBlock"],
      ["aws_subnet.a", "s::private", "the same vpcId, cidrBlock"],
    ]);
  });

  it("finds what a resource refers to, though nothing else tells what it is", () => {
    const key = terraform("aws_kms_key.a", { id: "key-1", description: "old words" });
    const alias = terraform("aws_kms_alias.a", { id: "alias/x", name: "alias/x", target_key_id: "key-1" });
    const plan = [
      planned("s::key", "aws:kms/key:Key", { description: "new words" }),
      planned(
        "s::alias",
        "aws:kms/alias:Alias",
        { name: "alias/x", targetKeyId: UNKNOWN },
        { targetKeyId: ["s::key"] },
      ),
    ];
    expect(pairs(matchResources([key, alias], plan))).to.deep.equal([
      ["aws_kms_alias.a", "s::alias", "the same name"],
      ["aws_kms_key.a", "s::key", "alias refers to it by targetKeyId"],
    ]);
  });

  it("follows an id that was made up, where a program was run without AWS", () => {
    const queue = terraform("aws_sqs_queue.a", { id: "https://real/jobs", name: "jobs" });
    const policy = terraform("aws_sqs_queue_policy.a", { id: "p", queue_url: "https://real/jobs" });
    const plan = [
      planned("s::jobs", "aws:sqs/queue:Queue", { name: "jobs" }),
      planned(
        "s::policy",
        "aws:sqs/queuePolicy:QueuePolicy",
        { queueUrl: "https://made-up/jobs" },
        { queueUrl: ["s::jobs"] },
      ),
    ];
    expect(pairs(matchResources([queue, policy], plan))).to.deep.equal([
      ["aws_sqs_queue.a", "s::jobs", "the same name"],
      ["aws_sqs_queue_policy.a", "s::policy", "the same queueUrl"],
    ]);
    const other = terraform("aws_sqs_queue_policy.a", { id: "p", queue_url: "https://real/others" });
    expect(pairs(matchResources([queue, other], plan))).to.have.lengthOf(1);
  });

  it("leaves two that look the same to a person", () => {
    const twin = terraform("aws_vpc.b", { id: "vpc-2", cidr_block: "10.0.0.0/16" });
    expect(pairs(matchResources([vpc, twin], [network]))).to.deep.equal([]);
    const second = planned("s::vpc2", "aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/16" });
    expect(pairs(matchResources([vpc], [network, second]))).to.deep.equal([]);
  });

  it("takes no two types for the same", () => {
    const role = terraform("aws_iam_role.a", { id: "x", name: "x" });
    expect(
      pairs(matchResources([role], [planned("s::p", "aws:iam/policy:Policy", { name: "x" })])),
    ).to.deep.equal([]);
  });
});
