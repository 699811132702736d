import { expect } from "chai";
import { sha256 } from "../../../backend/promotions/promotion-plan";
import type { Engine } from "../../../cli/engine/engine";
import type { EnvironmentBackend } from "../../../cli/engine/environment-backend";
import type { Progress } from "../../../cli/engine/progress";
import { previewProject } from "../../../cli/promotion/preview-project";
import { FleetError } from "../../../contracts/errors";
import { commandContext } from "../../support/command-context";

const BACKEND = { environment: "staging", region: "eu-west-1" } as EnvironmentBackend;

function step(name: string, operation: "create" | "same" | "delete", inputs?: object): Progress {
  const type = "aws:sqs/queue:Queue";
  const urn = `urn:pulumi:staging::base::${type}::${name}`;
  return { kind: "started", urn, type, name, operation, ...(inputs && { inputs: { ...inputs } }) };
}

function engineThatPlans(...progress: readonly Progress[]): Partial<Engine> {
  return {
    run: async (_operation, _target, { onProgress }) => {
      progress.forEach(onProgress);
      return { changes: { create: 1, delete: 1, same: 1 }, outputs: {} };
    },
  };
}

describe("previewProject", () => {
  it("keeps what would change in an order of its own, and says it", async () => {
    const engine = engineThatPlans(
      step("two", "create", { name: "two" }),
      step("three", "same", { name: "three" }),
      step("one", "delete"),
    );
    const context = commandContext({ engine });
    const { preview, text } = await previewProject(context, BACKEND, "base");
    const type = "aws:sqs/queue:Queue";
    const urn = (name: string) => `urn:pulumi:staging::base::${type}::${name}`;
    expect(preview).to.deep.equal({
      project: "base",
      changes: { create: 1, delete: 1, same: 1 },
      steps: [
        { operation: "delete", urn: urn("one"), type },
        { operation: "create", urn: urn("two"), type, inputs: sha256({ name: "two" }) },
      ],
    });
    expect(text).to.deep.equal([
      "  + aws:sqs/queue:Queue  two  creating",
      "  - aws:sqs/queue:Queue  one  deleting",
      "base staging: preview: 1 to create, 1 to delete, 1 unchanged",
    ]);
    expect(context.said.lines).to.deep.equal(text);
  });

  it("takes a stack that is not there for a new one", async () => {
    const created: string[] = [];
    const planned = engineThatPlans(step("two", "create"));
    const engine: Partial<Engine> = {
      createStack: async ({ stack }) => {
        created.push(stack);
      },
      run: async (...args) => {
        if (created.length === 0) {
          throw new FleetError("StackNotFound", "base staging is not there");
        }
        return (planned.run as Engine["run"])(...args);
      },
    };
    const { preview } = await previewProject(commandContext({ engine }), BACKEND, "base");
    expect(created).to.deep.equal(["staging"]);
    expect(preview.steps).to.have.length(1);
  });
});
