import { expect } from "chai";
import { HostAccess } from "../../../components/access/host-access";
import { listed, type Statement, statement, statementsOf } from "../../support/policies";
import { one, type ProgramResult, runProgram } from "../../support/pulumi-mocks";

describe("HostAccess", () => {
  let result: ProgramResult;

  before(async () => {
    result = await runProgram(() => {
      const hosts = new HostAccess("hosts", {
        place: { environment: "dev", accountId: "111122223333", region: "eu-west-1" },
        imageRepositories: ["enclaves/*", "shared/signer"],
      });
      return { boundary: hosts.boundaryArn, policy: hosts.hostPolicyArn };
    });
  });

  const policy = (name: string): string =>
    one(result.resources, "aws:iam/policy:Policy", `hosts-${name}`).inputs.policy;
  const actions = (statements: readonly Statement[]): string[] =>
    statements.flatMap(({ Action }) => [...listed(Action)]).sort();

  it("names boundary and host policy as the runner's permissions do", () => {
    expect(result.outputs).to.deep.equal({
      boundary: "arn:aws:iam::111122223333:policy/hyperion-dev-boundary",
      policy: "arn:aws:iam::111122223333:policy/hyperion-dev-host",
    });
  });

  it("lets hosts pull only the allowed repositories of the account", () => {
    expect(statement(policy("host"), "PullImages").Resource).to.deep.equal([
      "arn:aws:ecr:eu-west-1:111122223333:repository/enclaves/*",
      "arn:aws:ecr:eu-west-1:111122223333:repository/shared/signer",
    ]);
  });

  it("lets hosts write only the environment's enclave logs", () => {
    expect(statement(policy("host"), "WriteLogs").Resource).to.equal(
      "arn:aws:logs:eu-west-1:111122223333:log-group:/hyperion/dev/enclave/*",
    );
  });

  it("gives hosts no permission over other resources, data or identities", () => {
    expect(
      new Set(actions(statementsOf(policy("host"))).map((action) => action.split(":")[0])),
    ).to.deep.equal(new Set(["ec2messages", "ecr", "logs", "ssm", "ssmmessages"]));
  });

  it("adds to the boundary only the attachment of an enclave's address", () => {
    const added = statementsOf(policy("boundary")).slice(statementsOf(policy("host")).length);

    expect(added).to.deep.equal([
      {
        Sid: "AttachAddress",
        Effect: "Allow",
        Action: "ec2:AttachNetworkInterface",
        Resource: "arn:aws:ec2:eu-west-1:111122223333:network-interface/*",
        Condition: {
          StringEquals: { "aws:ResourceTag/Environment": "dev", "aws:ResourceTag/Scope": "enclave" },
        },
      },
      {
        Sid: "AttachAddressToHost",
        Effect: "Allow",
        Action: "ec2:AttachNetworkInterface",
        Resource: "arn:aws:ec2:eu-west-1:111122223333:instance/*",
        Condition: {
          StringEquals: { "aws:ResourceTag/Environment": "dev", "aws:ResourceTag/Scope": "enclave" },
        },
      },
    ]);
  });
});
