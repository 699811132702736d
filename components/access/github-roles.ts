import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { FleetError } from "../../contracts/errors";
import {
  GITHUB_REPOSITORY,
  GITHUB_TOKEN_AUDIENCE,
  GITHUB_TOKEN_ISSUER,
  type GitHubAccess,
  githubProviderArn,
  githubRoleName,
  githubSubjects,
} from "../../contracts/github";
import { drillStatements } from "../state-backend/drill-permissions";
import {
  publishStateMetrics,
  stateReadStatements,
  stateWriteStatements,
} from "../state-backend/state-permissions";
import { deployBaseStatements } from "./deploy-base-permissions";
import { deployNetworkStatements } from "./deploy-network-permissions";
import { deployRuntimeStatements } from "./deploy-runtime-permissions";
import type { Place } from "./place";
import type { PolicyStatement } from "./policy-document";
import { refreshStatements } from "./refresh-permissions";
import { ServiceRole } from "./service-role";
import { workspaceStatements } from "./workspace-permissions";

export interface GitHubRolesArgs {
  readonly place: Place;
  /** `owner/name` */
  readonly repository: string;
  /**
   * Whether to make the account's provider for GitHub's tokens, which an account has once.
   * @default true
   */
  readonly createProvider?: boolean;
  readonly stateBucketArn: pulumi.Input<string>;
  readonly stateKeyArn: pulumi.Input<string>;
}

/** What jobs of GitHub Actions are in AWS: one role that reads, for previews and drift, and one that deploys. */
export class GitHubRoles extends pulumi.ComponentResource {
  readonly previewRoleArn: pulumi.Output<string>;
  readonly deployRoleArn: pulumi.Output<string>;

  /** @throws FleetError `InvalidConfiguration` when `repository` is none */
  constructor(name: string, args: GitHubRolesArgs, options?: pulumi.ComponentResourceOptions) {
    super("fleet:access:GitHubRoles", name, {}, options);
    if (!GITHUB_REPOSITORY.pattern.test(args.repository)) {
      throw new FleetError(
        "InvalidConfiguration",
        `repository ${JSON.stringify(args.repository)} is not allowed: use ${GITHUB_REPOSITORY.allowed}`,
      );
    }
    const { place } = args;
    const state = { bucketArn: args.stateBucketArn, keyArn: args.stateKeyArn };
    const providerArn =
      args.createProvider === false ? githubProviderArn(place.accountId) : this.createProvider(name);

    const preview = new ServiceRole(
      `${name}-preview`,
      {
        roleName: githubRoleName(place.environment, "preview"),
        description: "Jobs of GitHub Actions preview changes and look for drift",
        trust: trust(args, "preview", providerArn),
        statements: [...stateReadStatements(state), lookUpActors(), checkDefinitions()],
        managedPolicies: { settings: refreshStatements(place) },
      },
      { parent: this },
    );
    const deploy = new ServiceRole(
      `${name}-deploy`,
      {
        roleName: githubRoleName(place.environment, "deploy"),
        description: "Jobs of GitHub Actions deploy base and runtime",
        trust: trust(args, "deploy", providerArn),
        statements: [
          ...stateWriteStatements(state),
          ...workspaceStatements(place),
          publishStateMetrics(),
          lookUpActors(),
          checkDefinitions(),
          leaveApprovals(args),
        ],
        managedPolicies: {
          settings: refreshStatements(place),
          network: deployNetworkStatements(place),
          base: deployBaseStatements(place),
          runtime: deployRuntimeStatements(place),
          // A promotion wants a backup that was restored: the old versions of the state are only read.
          drill: [...stateReadStatements(state), ...drillStatements({ ...state, place })],
        },
      },
      { parent: this },
    );

    this.previewRoleArn = preview.arn;
    this.deployRoleArn = deploy.arn;
    this.registerOutputs({ previewRoleArn: this.previewRoleArn, deployRoleArn: this.deployRoleArn });
  }

  private createProvider(name: string): pulumi.Output<string> {
    const provider = new aws.iam.OpenIdConnectProvider(
      `${name}-provider`,
      { url: `https://${GITHUB_TOKEN_ISSUER}`, clientIdLists: [GITHUB_TOKEN_AUDIENCE] },
      { parent: this },
    );
    return provider.arn;
  }
}

function trust(
  { repository, place }: GitHubRolesArgs,
  access: GitHubAccess,
  providerArn: pulumi.Input<string>,
): PolicyStatement {
  return {
    Sid: "JobsMayAssume",
    Effect: "Allow",
    Principal: { Federated: providerArn },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      // No pattern anywhere: one in the subject lets every branch in, or another repository.
      StringEquals: {
        [`${GITHUB_TOKEN_ISSUER}:aud`]: GITHUB_TOKEN_AUDIENCE,
        [`${GITHUB_TOKEN_ISSUER}:sub`]: githubSubjects(repository, place.environment, access),
      },
    },
  };
}

/** A job writes plans and what became of them; that somebody has read one is for people to say. */
function leaveApprovals({ stateBucketArn }: GitHubRolesArgs): PolicyStatement {
  return {
    Sid: "LeaveApprovals",
    Effect: "Deny",
    Action: "s3:PutObject",
    Resource: pulumi.interpolate`${stateBucketArn}/.fleet/promotions/*/approvals/*`,
  };
}

/** Who changed what drift has found. */
function lookUpActors(): PolicyStatement {
  return {
    Sid: "LookUpActors",
    Effect: "Allow",
    Action: "cloudtrail:LookupEvents",
    // Of the account's events as a whole: it has no resource.
    Resource: "*",
  };
}

/** By which the aws provider checks a state machine's definition when it plans. */
function checkDefinitions(): PolicyStatement {
  return {
    Sid: "CheckDefinitions",
    Effect: "Allow",
    Action: "states:ValidateStateMachineDefinition",
    // The definition is in the call: there is no resource yet.
    Resource: "*",
  };
}
