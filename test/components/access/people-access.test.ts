import { expect } from "chai";
import { PeopleAccess } from "../../../components/access/people-access";
import { ACCESS_ROLES, type AccessRole } from "../../../contracts/access-role";
import { listed, type Statement, statement, statementsOf } from "../../support/policies";
import { all, one, type RecordedResource, runProgram } from "../../support/pulumi-mocks";

const POLICY = "aws:iam/policy:Policy";
const REGIONAL = "ap-southeast-2:111122223333";
const BUCKET = "arn:aws:s3:::hyperion-dev-state-111122223333-ap-southeast-2";
const STATE_KEY = `arn:aws:kms:${REGIONAL}:key/00000000-0000-4000-8000-000000000001`;
const REQUESTS = `arn:aws:dynamodb:${REGIONAL}:table/hyperion-dev-requests`;
const REGISTRY = `arn:aws:dynamodb:${REGIONAL}:table/hyperion-dev-registry`;

/** What AWS allows a managed policy, in characters without whitespace. */
const LIMIT = 6144;

describe("PeopleAccess", () => {
  let resources: readonly RecordedResource[];
  before(async () => {
    ({ resources } = await runProgram(() => {
      new PeopleAccess("people", {
        place: { environment: "dev", accountId: "111122223333", region: "ap-southeast-2", workspaces: true },
        stateBucketArn: BUCKET,
        stateKeyArn: STATE_KEY,
        requestTableArn: REQUESTS,
        dataKeyArn: `arn:aws:kms:${REGIONAL}:key/00000000-0000-4000-8000-000000000002`,
      });
    }));
  });

  const policyOf = (role: AccessRole): string => one(resources, POLICY, `people-${role}`).inputs.policy;
  const allowing = (role: AccessRole, action: string): readonly Statement[] =>
    statementsOf(policyOf(role)).filter(({ Action }) => listed(Action).includes(action));

  it("makes a managed policy of each role that AWS takes", () => {
    expect(all(resources, POLICY).map(({ inputs }) => inputs.name)).to.have.members(
      ACCESS_ROLES.map((role) => `hyperion-dev-access-${role}`),
    );
    for (const role of ACCESS_ROLES) {
      expect(policyOf(role).length, role).to.be.at.most(LIMIT);
    }
  });

  it("ties a requester to the partitions and objects of the team in their tag", () => {
    expect(statement(policyOf("requester"), "OwnRequests")).to.deep.include({
      Resource: REQUESTS,
      Condition: {
        "ForAllValues:StringLike": {
          "dynamodb:LeadingKeys": [`\${aws:PrincipalTag/Owner}`, `\${aws:PrincipalTag/Owner}-*`],
        },
        Null: { "aws:PrincipalTag/Owner": "false", "dynamodb:LeadingKeys": "false" },
        StringNotLike: { "aws:PrincipalTag/Owner": ["*-*", "*.*", "*/*"] },
      },
    });
    const lists = statement(policyOf("requester"), "OwnLists");
    expect(lists).to.deep.include({
      Action: "dynamodb:Query",
      Resource: [`${REGISTRY}/index/byOwner`, `${REQUESTS}/index/byOwner`],
    });
    expect(lists.Condition?.["ForAllValues:StringLike"]).to.deep.equal({
      "dynamodb:LeadingKeys": [`\${aws:PrincipalTag/Owner}`],
    });
    for (const object of listed(statement(policyOf("requester"), "OwnState").Resource)) {
      expect(object).to.match(/\/(dev\.)?\$\{aws:PrincipalTag\/Owner\}(-\*|\.\*|\/\*|\.json)$/);
    }
    expect(allowing("requester", "dynamodb:Scan")).to.deep.equal([]);
    expect(allowing("requester", "s3:ListBucket")).to.deep.equal([]);
  });

  it("lets everybody follow executions, a requester those of the team's requests", () => {
    const followed = (role: AccessRole) =>
      allowing(role, "states:GetExecutionHistory").flatMap(({ Resource }) => listed(Resource));
    const of = `arn:aws:states:${REGIONAL}:execution:hyperion-dev`;
    expect(followed("requester")).to.deep.equal(
      ["deploy", "ws-*-deploy", "cleanup", "ws-*-cleanup"].map(
        (machine) => `${of}-${machine}:\${aws:PrincipalTag/Owner}-*`,
      ),
    );
    expect(followed("reader")).to.deep.equal([`${of}-*`]);
    expect(followed("admin")).to.deep.equal([`${of}-*`]);
    expect(allowing("requester", "logs:FilterLogEvents")).to.deep.equal([]);
  });

  it("lets only those decrypt secrets themselves who deploy", () => {
    const direct = (role: AccessRole) =>
      allowing(role, "kms:Decrypt").filter(({ Condition }) => Condition?.StringEquals === undefined);
    expect(direct("reader")).to.deep.equal([]);
    expect(direct("requester")).to.deep.equal([]);
    expect(direct("operator").map(({ Resource }) => Resource)).to.deep.equal([STATE_KEY]);
    expect(direct("admin").map(({ Resource }) => Resource)).to.deep.equal([STATE_KEY]);
  });

  it("lets a reader change nothing", () => {
    const actions = statementsOf(policyOf("reader")).flatMap(({ Action }) => listed(Action));
    expect(
      actions.filter((action) => !/:(BatchGet|Decrypt|Describe|Filter|Get|List|Query|Scan)/.test(action)),
    ).to.deep.equal([]);
  });

  it("lets nobody change policies, roles, keys, or the bucket", () => {
    for (const role of ACCESS_ROLES) {
      const actions = statementsOf(policyOf(role)).flatMap(({ Action }) => listed(Action));
      expect(
        actions.filter((action) => /^(iam|sts):|^kms:(Put|Schedule|Disable|Create)|:\*|^\*/.test(action)),
        role,
      ).to.deep.equal([]);
    }
    const removing = (role: AccessRole) =>
      allowing(role, "s3:DeleteObjectVersion").flatMap(({ Resource }) => listed(Resource));
    expect(removing("operator")).to.deep.equal([]);
    expect(removing("admin")).to.deep.equal([
      "arn:aws:s3:::hyperion-dev-drill-111122223333-ap-southeast-2-*/*",
    ]);
  });
});
