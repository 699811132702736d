import { PRODUCT } from "../../contracts/names";
import { ownedByEnclave } from "./enclave-permissions";
import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";
import { pullImages, signInToRegistry } from "./task-execution-permissions";

export interface HostPermissionsArgs {
  readonly place: Place;
  /** Repositories of the account's registry that enclaves' images come from; may end in `*`. */
  readonly imageRepositories: readonly string[];
}

/** What every enclave host may do: be managed by Systems Manager, pull images, write its logs. */
export function hostStatements({ place, imageRepositories }: HostPermissionsArgs): PolicyStatement[] {
  return [
    {
      Sid: "SystemsManager",
      Effect: "Allow",
      Action: [
        "ec2messages:AcknowledgeMessage",
        "ec2messages:DeleteMessage",
        "ec2messages:FailMessage",
        "ec2messages:GetEndpoint",
        "ec2messages:GetMessages",
        "ec2messages:SendReply",
        "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel",
        "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
      ],
      // The agent's channels have no resource types; AWS's own AmazonSSMManagedInstanceCore says the same.
      Resource: "*",
    },
    signInToRegistry(),
    pullImages(imageRepositories.map((repository) => regionalArn(place, "ecr", `repository/${repository}`))),
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
      Resource: regionalArn(place, "logs", `log-group:/${PRODUCT}/${place.environment}/enclave/*`),
    },
  ];
}

/** The most that any host may ever do: the above, and attaching an enclave's address to its host. */
export function boundaryStatements(args: HostPermissionsArgs): PolicyStatement[] {
  const { place } = args;
  return [
    ...hostStatements(args),
    {
      Sid: "AttachAddress",
      Effect: "Allow",
      Action: "ec2:AttachNetworkInterface",
      Resource: regionalArn(place, "ec2", "network-interface/*"),
      Condition: ownedByEnclave(place),
    },
    {
      Sid: "AttachAddressToHost",
      Effect: "Allow",
      Action: "ec2:AttachNetworkInterface",
      Resource: regionalArn(place, "ec2", "instance/*"),
      Condition: ownedByEnclave(place),
    },
  ];
}
