import { expect } from "chai";
import { parseStack, stackFlag } from "../../../cli/commands/stack-argument";

describe("parseStack", () => {
  it("means the environment's own stack, or that of one enclave or workspace", () => {
    expect(parseStack("base", "dev", undefined)).to.deep.equal({
      id: { project: "base", stack: "dev" },
      environment: "dev",
    });
    expect(parseStack("enclave", "prod", "signer")).to.deep.equal({
      id: { project: "enclave", stack: "signer" },
      environment: "prod",
    });
    expect(parseStack("runtime", "dev", "pr-123")).to.deep.equal({
      id: { project: "runtime", stack: "dev.pr-123" },
      environment: "dev",
    });
  });

  const refused: ReadonlyArray<readonly [Parameters<typeof parseStack>, string]> = [
    [["bass", "dev", undefined], 'project "bass" is unknown: use one of state, base, runtime, enclave'],
    [["base", "test", undefined], 'environment "test" is unknown: use one of dev, staging, prod'],
    [
      ["base", "dev", "signer"],
      "--stack signer is for projects enclave and runtime: base has one stack in each environment",
    ],
    [
      ["enclave", "dev", undefined],
      "project enclave has one stack for each request: name it by --stack <id>",
    ],
    [
      ["enclave", "dev", "../base"],
      'id "../base" is not allowed: use 3 to 40 characters, a-z, 0-9 and single hyphens, starting with a letter',
    ],
  ];
  for (const [args, message] of refused) {
    it(`refuses ${args.join(" ")}`, () => {
      expect(() => parseStack(...args)).to.throw(message);
    });
  }
});

describe("stackFlag", () => {
  const flags: ReadonlyArray<readonly [Parameters<typeof parseStack>, string]> = [
    [["base", "dev", undefined], ""],
    [["enclave", "prod", "signer"], " --stack signer"],
    [["runtime", "dev", "pr-123"], " --stack pr-123"],
  ];
  for (const [args, flag] of flags) {
    it(`names the stack of ${args.join(" ")} as it was named`, () => {
      expect(stackFlag(parseStack(...args))).to.equal(flag);
    });
  }
});
