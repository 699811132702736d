import type * as pulumi from "@pulumi/pulumi";
import { type Place, regionalArn } from "./place";
import type { PolicyStatement } from "./policy-document";
import { runtimeArns } from "./runtime-arns";

export interface TaskExecutionPermissionsArgs {
  readonly place: Place;
  readonly repositoryArn: pulumi.Input<string>;
}

/** What ECS itself needs to start runner and hygiene: their image and their logs. */
export function taskExecutionStatements(args: TaskExecutionPermissionsArgs): PolicyStatement[] {
  const { place } = args;
  return [
    signInToRegistry(),
    pullImages(args.repositoryArn),
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: (["runnerLogGroup", "hygieneLogGroup"] as const).flatMap((group) =>
        runtimeArns(place, (names) => regionalArn(place, "logs", `log-group:${names[group]}:log-stream:*`)),
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
