import { expect } from "chai";
import { parseOverrides } from "../../../../cli/commands/workspace/config-overrides";
import { type WorkspaceScenario, workspaceScenario } from "../../../support/workspace-scenario";

describe("parseOverrides", () => {
  let scenario: WorkspaceScenario;
  before(() => {
    scenario = workspaceScenario();
  });
  after(() => scenario.stop());

  const parse = (...assignments: string[]) => parseOverrides(scenario.context.home, "dev", assignments);

  function failure(work: () => unknown): unknown {
    try {
      return work();
    } catch (error) {
      return error;
    }
  }

  it("takes keys with and without their namespace, and values with =", () => {
    expect(parse("logRetentionDays=7", "runtime:runnerCpu=512", "lookupProjectTag=a=b")).to.deep.equal({
      "runtime:logRetentionDays": "7",
      "runtime:runnerCpu": "512",
      "runtime:lookupProjectTag": "a=b",
    });
  });

  const refused: ReadonlyArray<readonly [string, string, string]> = [
    [
      "logRetentionDays",
      "InvalidArgument",
      '--config is "logRetentionDays": use key=value, for instance runtime:logRetentionDays=7',
    ],
    [
      "runtime:logRetentionDay=7",
      "InvalidArgument",
      "--config runtime:logRetentionDay is no key that a workspace can have of its own: did you mean runtime:logRetentionDays?",
    ],
    [
      "runnerTimeoutSeconds=5",
      "InvalidArgument",
      '--config runtime:runnerTimeoutSeconds is "5": use a whole number from 60 to 14400',
    ],
    [
      "runnerMemoryMib=16384",
      "InvalidConfiguration",
      "runtime:runnerMemoryMib is 16384: with runtime:runnerCpu 1024 Fargate allows multiples of 1024 from 2048 to 8192",
    ],
  ];
  for (const [assignment, name, message] of refused) {
    it(`refuses ${assignment}`, () => {
      const error = failure(() => parse(assignment));
      expect(error).to.include({ name, message });
    });
  }

  it("lets a copy have neither another region nor other owners", () => {
    expect(() => parse("aws:region=us-east-1")).to.throw(
      "--config aws:region is no key that a workspace can have of its own: use runtime:alternativeHostFamilies, ",
    );
  });
});
