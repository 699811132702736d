import { expect } from "chai";
import { check } from "../../../../cli/commands/access/check";
import { commandContext, failureOf } from "../../../support/command-context";

describe("fleet access check", () => {
  const refusal = async (role: string, action: string, target: string) => {
    const { name, message } = await failureOf(check(commandContext(), "dev", { role, action, target }));
    return `${name}: ${message}`;
  };

  it("refuses a role or an action that there is not", async () => {
    expect(await refusal("owner", "read", "base/dev")).to.equal(
      'InvalidArgument: role "owner" is unknown: use one of reader, requester, operator, admin',
    );
    expect(await refusal("reader", "eat", "base/dev")).to.equal(
      'InvalidArgument: action "eat" is unknown: use one of see, read, create, change, unlock, decrypt, forget',
    );
  });

  it("refuses what is no workspace of the environment", async () => {
    for (const target of ["base", "base/", "enclave/a/b"]) {
      expect(await refusal("reader", "read", target)).to.equal(
        `InvalidArgument: target "${target}" is no workspace: use <project>/<stack>, for instance enclave/payments-signer`,
      );
    }
    expect(await refusal("reader", "read", "base/prod")).to.equal(
      "InvalidArgument: --stack prod is for projects enclave and runtime: base has one stack in each environment",
    );
    expect(await refusal("reader", "read", "web/dev")).to.equal(
      'InvalidArgument: project "web" is unknown: use one of state, base, runtime, enclave',
    );
  });

  it("asks for a requester's team", async () => {
    expect(await refusal("requester", "read", "enclave/payments-signer")).to.equal(
      "InvalidArgument: a requester is somebody of a team: name it by --team, for instance --team payments",
    );
  });
});
