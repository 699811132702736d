import { expect } from "chai";
import { stateMachines } from "../../../../cli/validation/checks/state-machines";
import { registration, resource, subject } from "../../../support/validation-subject";

describe("check of state machines", () => {
  const run = (definition: string) =>
    stateMachines.run(
      subject({
        complete: [registration([resource("aws:sfn/stateMachine:StateMachine", "deploy", { definition })])],
      }),
    );
  const place = 'base in dev, aws:sfn/stateMachine:StateMachine "deploy": ';

  it("accepts a definition", async () => {
    expect(await run(JSON.stringify({ StartAt: "End", States: { End: { Type: "Succeed" } } }))).to.deep.equal(
      [],
    );
  });

  it("finds a state that is not there", async () => {
    const [finding, ...others] = await run(
      JSON.stringify({ StartAt: "Go", States: { Go: { Type: "Pass", Next: "Nowhere" } } }),
    );
    expect(finding).to.satisfy((text: string) => text.startsWith(place) && text.includes("Nowhere"));
    expect(others).to.satisfy((texts: string[]) => texts.every((text) => text.startsWith(place)));
  });

  it("finds a field that a state may not have", async () => {
    const definition = { StartAt: "End", States: { End: { Type: "Succeed", Next: "End" } } };
    expect(await run(JSON.stringify(definition))).to.not.deep.equal([]);
  });

  it("finds in every environment what is wrong in all of them", async () => {
    const machine = (environment: string) =>
      resource("aws:sfn/stateMachine:StateMachine", "deploy", {
        definition: JSON.stringify({
          StartAt: "Go",
          States: { Go: { Type: "Pass", Comment: `hyperion-${environment}-deploy`, Next: "Nowhere" } },
        }),
      });
    const findings = await stateMachines.run(
      subject({
        complete: [registration([machine("dev")], "dev"), registration([machine("prod")], "prod")],
      }),
    );
    const within = (environment: string) =>
      findings.filter((finding) => finding.startsWith(`base in ${environment}, `)).length;
    expect(within("dev")).to.be.greaterThan(0);
    expect(within("prod")).to.equal(within("dev"));
    expect(findings).to.have.length(2 * within("dev"));
  });

  it("finds what is not JSON", async () => {
    expect((await run("{"))[0]).to.satisfy((text: string) =>
      text.startsWith(`${place}its definition is not JSON: `),
    );
  });
});
