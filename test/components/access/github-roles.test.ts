import { expect } from "chai";
import { GitHubRoles } from "../../../components/access/github-roles";
import { failureOf } from "../../support/command-context";
import { listed, permissionsOf, trustOf } from "../../support/policies";
import { all, one, type ProgramResult, runProgram } from "../../support/pulumi-mocks";

const ACCOUNT = "111122223333";
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
const PREVIEW = "hyperion-dev-github-preview";
const DEPLOY = "hyperion-dev-github-deploy";
const READS = /:(BatchGet|Decrypt|Describe|Get|List|Lookup|Validate)/;

describe("GitHubRoles", () => {
  const run = (args: { repository?: string; createProvider?: boolean } = {}) =>
    runProgram(() => {
      const roles = new GitHubRoles("github", {
        place: { environment: "dev", accountId: ACCOUNT, region: "eu-west-1" },
        repository: "team/fleet",
        stateBucketArn: "arn:aws:s3:::hyperion-dev-state",
        stateKeyArn: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/state`,
        ...args,
      });
      return { preview: roles.previewRoleArn, deploy: roles.deployRoleArn };
    });
  let result: ProgramResult;
  before(async () => {
    result = await run();
  });
  const permissions = (role: string) => permissionsOf(result.resources, role);

  it("exports both roles", () => {
    expect(result.outputs).to.deep.equal({
      preview: `arn:aws:iam::${ACCOUNT}:role/${PREVIEW}`,
      deploy: `arn:aws:iam::${ACCOUNT}:role/${DEPLOY}`,
    });
  });

  it("trusts tokens of the one repository for exactly these subjects", () => {
    const condition = (sub: readonly string[]) => ({
      StringEquals: {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": sub,
      },
    });
    for (const [role, subjects] of [
      [PREVIEW, ["repo:team/fleet:pull_request", "repo:team/fleet:ref:refs/heads/main"]],
      [DEPLOY, ["repo:team/fleet:environment:dev"]],
    ] as const) {
      expect(trustOf(result.resources, role)).to.deep.equal([
        {
          Sid: "JobsMayAssume",
          Effect: "Allow",
          Principal: { Federated: PROVIDER },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: condition(subjects),
        },
      ]);
    }
  });

  it("makes the account's provider for AWS's audience, or takes the one that is there", async () => {
    expect(
      one(result.resources, "aws:iam/openIdConnectProvider:OpenIdConnectProvider").inputs,
    ).to.deep.include({
      url: "https://token.actions.githubusercontent.com",
      clientIdLists: ["sts.amazonaws.com"],
    });
    const { resources } = await run({ createProvider: false });
    expect(all(resources, "aws:iam/openIdConnectProvider:OpenIdConnectProvider")).to.have.length(0);
    expect(trustOf(resources, DEPLOY)[0]?.Principal).to.deep.equal({ Federated: PROVIDER });
  });

  it("lets previews read and nothing else", () => {
    const actions = permissions(PREVIEW).flatMap(({ Action }) => listed(Action));
    expect(actions).to.include.members(["s3:GetObject", "kms:Decrypt", "ec2:DescribeVpcs"]);
    expect(actions.filter((action) => !READS.test(action))).to.deep.equal([]);
    for (const data of [
      "dynamodb:GetItem",
      "dynamodb:Query",
      "dynamodb:Scan",
      "secretsmanager:GetSecretValue",
    ]) {
      expect(actions).not.to.include(data);
    }
  });

  it("lets deployments change only what is the environment's, by name or by tag", () => {
    const changes = permissions(DEPLOY).filter(
      ({ Effect, Action }) => Effect === "Allow" && listed(Action).some((action) => !READS.test(action)),
    );
    const unbounded = changes.filter(
      ({ Resource, Condition }) =>
        Condition === undefined && !listed(Resource).every((arn) => /hyperion[-/]dev|key\/state/.test(arn)),
    );
    expect(unbounded.map(({ Sid }) => Sid)).to.have.members([
      "Zones",
      "DeliverFlowLogs",
      "TagMappings",
      "Unsubscribe",
      "SavedQueries",
    ]);
    const byTag = changes.filter(({ Sid }) =>
      /^(CreateTagged|CreateInOwn|ChangeOwn|ChangeKeys)$/.test(Sid ?? ""),
    );
    expect(byTag).to.have.length(4);
    for (const { Sid, Condition } of byTag) {
      expect(JSON.stringify(Condition), Sid).to.match(
        /^\{"StringEquals":\{"aws:Re(quest|source)Tag\/Environment":"dev"\}\}$/,
      );
    }
  });

  it("lets deployments rehearse recovery in buckets of their own, and take back a workspace's enclaves", () => {
    const resourcesOf = (action: string) =>
      permissions(DEPLOY)
        .filter(({ Action }) => listed(Action).includes(action))
        .flatMap(({ Resource }) => listed(Resource));
    expect(resourcesOf("s3:DeleteObjectVersion")).to.deep.equal([
      `arn:aws:s3:::hyperion-dev-drill-${ACCOUNT}-eu-west-1-*/*`,
    ]);
    const table = `arn:aws:dynamodb:eu-west-1:${ACCOUNT}:table/hyperion-dev`;
    expect(resourcesOf("dynamodb:UpdateItem")).to.deep.equal([`${table}-registry`, `${table}-requests`]);
  });

  it("lets deployments reserve the names of workspaces, and put no other row", () => {
    const writing = permissions(DEPLOY).filter(({ Action }) => listed(Action).includes("dynamodb:PutItem"));
    expect(writing.map(({ Sid, Condition }) => [Sid, Condition])).to.deep.equal([
      [
        "ReserveNames",
        {
          "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["workspace#*"] },
          Null: { "dynamodb:LeadingKeys": "false" },
        },
      ],
    ]);
  });

  it("lets no job approve a promotion", () => {
    expect(permissions(DEPLOY).find(({ Sid }) => Sid === "LeaveApprovals")).to.deep.equal({
      Sid: "LeaveApprovals",
      Effect: "Deny",
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::hyperion-dev-state/.fleet/promotions/*/approvals/*",
    });
  });

  it("names what IAM accepts: calls without a resource are allowed on all", () => {
    for (const action of [
      "sns:GetSubscriptionAttributes",
      "sns:Unsubscribe",
      "states:ValidateStateMachineDefinition",
    ]) {
      const found = permissions(DEPLOY).filter(({ Action }) => listed(Action).includes(action));
      expect(
        found.map(({ Resource }) => Resource),
        action,
      ).to.deep.equal(["*"]);
    }
  });

  it("denies deployments any change of the roles themselves and of their policies, and hands roles to known services only", () => {
    const find = (sid: string) => permissions(DEPLOY).find(({ Sid }) => Sid === sid);
    expect(find("KeepOwnLimits")).to.deep.include({
      Effect: "Deny",
      Resource: [PREVIEW, DEPLOY].flatMap((role) => [
        `arn:aws:iam::${ACCOUNT}:role/${role}`,
        `arn:aws:iam::${ACCOUNT}:policy/${role}-*`,
      ]),
    });
    expect(listed(find("KeepOwnLimits")?.Action ?? [])).to.include.members(
      listed(find("Roles")?.Action ?? []),
    );
    expect(Object.keys(find("HandRolesToServices")?.Condition ?? {})).to.deep.equal(["StringEquals"]);
  });

  it("refuses a repository that is none", async () => {
    expect(await failureOf(run({ repository: "team/*" }))).to.include({
      name: "InvalidConfiguration",
      message: 'repository "team/*" is not allowed: use a repository of GitHub\'s as owner/name',
    });
  });
});
