import * as pulumi from "@pulumi/pulumi";
import { NOT_IN_TEAM_NAMES, OWNER_TAG } from "../../contracts/access-role";
import { PULUMI_PROJECT } from "../../contracts/environment";
import { registryNames } from "../../contracts/registry/registry-names";
import { runtimeStackName } from "../../contracts/workspace";
import { keyUseThrough } from "./key-use";
import { regionalArn } from "./place";
import type { Conditions, PolicyStatement } from "./policy-document";
import type { RoleResources } from "./role-permissions";
import { runtimeArns } from "./runtime-arns";

const TAG = `aws:PrincipalTag/${OWNER_TAG}`;

/** IAM puts the caller's team in here when it looks at a call; without the tag the statement is void. */
const TEAM = `\${${TAG}}`;

/** Who has a team, with a name that cannot be the beginning of another's. */
const OF_A_TEAM = {
  Null: { [TAG]: "false" },
  StringNotLike: { [TAG]: NOT_IN_TEAM_NAMES.map((character) => `*${character}*`) },
} as const satisfies Conditions;

/**
 * What a team asks for and what became of it, and nothing of another's. Of DynamoDB's tables a call must name the
 * partition, which a scan does not.
 */
export function requesterStatements(args: RoleResources): PolicyStatement[] {
  const { place, stateBucketArn } = args;
  const registry = regionalArn(place, "dynamodb", `table/${registryNames(place.environment).table}`);
  const executions = (stateMachine: "deployStateMachine" | "cleanupStateMachine") =>
    runtimeArns(place, (names) => regionalArn(place, "states", `execution:${names[stateMachine]}:${TEAM}-*`));
  return [
    {
      Sid: "OwnRequests",
      Effect: "Allow",
      Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
      Resource: args.requestTableArn,
      Condition: partitions([TEAM, `${TEAM}-*`]),
    },
    {
      Sid: "OwnLists",
      Effect: "Allow",
      Action: "dynamodb:Query",
      // In these indexes a partition is an owner's; in the registry itself it is a workspace's, by an id that says nothing.
      Resource: [`${registry}/index/byOwner`, pulumi.interpolate`${args.requestTableArn}/index/byOwner`],
      Condition: partitions([TEAM]),
    },
    {
      Sid: "OwnExecutions",
      Effect: "Allow",
      Action: "states:GetExecutionHistory",
      // Their names begin with the request's id.
      Resource: [executions("deployStateMachine"), executions("cleanupStateMachine")].flat(),
      Condition: OF_A_TEAM,
    },
    {
      Sid: "OwnState",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: ownObjects(place.environment).map(
        (object) => pulumi.interpolate`${stateBucketArn}/${object}`,
      ),
      Condition: OF_A_TEAM,
    },
    keyUseThrough({
      keyArn: [args.stateKeyArn, args.dataKeyArn],
      services: [`dynamodb.${place.region}`, `s3.${place.region}`],
      access: "write",
    }),
  ];
}

/** Every partition that the call names is one of `allowed`, and it does name one. */
function partitions(allowed: readonly string[]): Conditions {
  return {
    "ForAllValues:StringLike": { "dynamodb:LeadingKeys": allowed },
    ...OF_A_TEAM,
    Null: { ...OF_A_TEAM.Null, "dynamodb:LeadingKeys": "false" },
  };
}

/** State and history of the team's enclaves and of its short-lived copies of runtime, whose records say until when. */
function ownObjects(environment: RoleResources["place"]["environment"]): readonly string[] {
  const { enclave, runtime } = PULUMI_PROJECT;
  const copies = runtimeStackName({ environment, workspace: TEAM });
  return [
    ...[`${enclave}/${TEAM}`, `${runtime}/${copies}`].flatMap((stack) => [
      `.pulumi/stacks/${stack}.*`,
      `.pulumi/stacks/${stack}-*`,
      `.pulumi/history/${stack}/*`,
      `.pulumi/history/${stack}-*`,
    ]),
    `.fleet/workspaces/${TEAM}.json`,
    `.fleet/workspaces/${TEAM}-*`,
  ];
}
