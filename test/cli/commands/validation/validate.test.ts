import { resolve } from "node:path";
import { expect } from "chai";
import { validate } from "../../../../cli/commands/validation/validate";
import type { Check } from "../../../../cli/validation/check";
import { CHECKS } from "../../../../cli/validation/checks";
import { subjectAt } from "../../../../cli/validation/subject";
import { FleetError } from "../../../../contracts/errors";
import { commandContext, failureOf } from "../../../support/command-context";
import { subject } from "../../../support/validation-subject";

describe("fleet validate", () => {
  const check = (name: string, findings: readonly string[]): Check => ({
    name,
    description: `looks at ${name}`,
    run: () => findings,
  });
  const known = [check("good", []), check("bad", ["one", "two"]), check("worse", ["three"])];

  it("shows what every check found and how long it took, and then fails", async () => {
    const context = commandContext();
    const error = await failureOf(validate(context, "all", subject({}), known));

    expect(error).to.include({
      name: "CheckFailed",
      message: "2 of 3 checks found something (3 in all): bad, worse",
    });
    expect(context.said.lines).to.deep.equal([
      "ok  good              0.0 s  looks at good",
      "no  bad               0.0 s  looks at bad",
      "    one",
      "    two",
      "no  worse             0.0 s  looks at worse",
      "    three",
      "0.0 s in all",
    ]);
    expect(context.said.results).to.deep.equal([
      {
        checks: known.map(({ name, description }, index) => ({
          name,
          description,
          seconds: 0,
          findings: [[], ["one", "two"], ["three"]][index],
        })),
      },
    ]);
  });

  it("runs the one that is named", async () => {
    const context = commandContext();
    await validate(context, "good", subject({}), known);
    expect(context.said.lines).to.deep.equal(["ok  good              0.0 s  looks at good", "0.0 s in all"]);
  });

  it("goes on after a check that could not do its work", async () => {
    const broken: Check = {
      ...check("broken", []),
      run: () => {
        throw new FleetError("InvalidConfiguration", "Pulumi.dev.yaml is not YAML");
      },
    };
    const context = commandContext();
    const error = await failureOf(validate(context, "all", subject({}), [broken, ...known]));
    expect(error.message).to.equal("3 of 4 checks found something (4 in all): broken, bad, worse");
    expect(context.said.lines).to.include("    Pulumi.dev.yaml is not YAML");
  });

  it("refuses a check that it does not know, and names the nearest", async () => {
    const error = await failureOf(validate(commandContext(), "wors", subject({}), known));
    expect(error).to.include({
      name: "InvalidArgument",
      message: 'check "wors" is unknown: did you mean worse? Use one of all, good, bad, worse',
    });
  });

  describe("of this repository", function () {
    this.timeout(120_000);
    const repository = subjectAt(resolve("."));

    it("runs every program in every environment", async () => {
      const { complete, failed } = await repository.registrations();
      expect(failed).to.deep.equal([]);
      expect(complete.map(({ project, environment }) => `${environment} ${project}`)).to.deep.equal(
        ["dev", "staging", "prod"].flatMap((environment) =>
          ["state", "base", "runtime", "enclave"].map((project) => `${environment} ${project}`),
        ),
      );
      for (const { project, resources } of complete) {
        expect(resources.length, project).to.be.greaterThan(5);
      }
    });

    for (const { name, run } of CHECKS) {
      it(`finds nothing in its ${name}`, async () => {
        expect(await run(repository)).to.deep.equal([]);
      });
    }
  });
});
