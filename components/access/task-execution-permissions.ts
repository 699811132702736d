import type * as pulumi from "@pulumi/pulumi";
import { runtimeNames } from "../../contracts/runtime-names";
import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";

export interface TaskExecutionPermissionsArgs {
  readonly place: Place;
  readonly repositoryArn: pulumi.Input<string>;
}

/** What ECS itself needs to start runner and hygiene: their image and their logs. */
export function taskExecutionStatements(args: TaskExecutionPermissionsArgs): PolicyStatement[] {
  const { runnerLogGroup, hygieneLogGroup } = runtimeNames(args.place.environment);
  return [
    signInToRegistry(),
    pullImages(args.repositoryArn),
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: [runnerLogGroup, hygieneLogGroup].map((group) =>
        regionalArn(args.place, "logs", `log-group:${group}:log-stream:*`),
      ),
    },
  ];
}

export function signInToRegistry(): PolicyStatement {
  return {
    Sid: "SignInToRegistry",
    Effect: "Allow",
    Action: "ecr:GetAuthorizationToken",
    // The token is for the account's whole registry; what it opens is another statement.
    Resource: "*",
  };
}

export function pullImages(
  repositories: pulumi.Input<string> | readonly pulumi.Input<string>[],
): PolicyStatement {
  return {
    Sid: "PullImages",
    Effect: "Allow",
    Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    Resource: repositories,
  };
}
