import { expect } from "chai";
import { onlyContainer } from "../../local/task-host";

describe("onlyContainer", () => {
  const runner = { name: "runner" };

  it("is the container of a task definition", () => {
    expect(onlyContainer({ containerDefinitions: [runner] })).to.equal(runner);
  });

  it("refuses what the task host does not run as Fargate would", () => {
    const definition = { taskDefinitionArn: "runner:1" };
    for (const containerDefinitions of [[], [runner, { name: "sidecar" }]]) {
      expect(() => onlyContainer({ ...definition, containerDefinitions })).to.throw(
        "task definition runner:1 must have exactly one container: the task host runs no other",
      );
    }
    const secrets = [{ name: "PASSWORD", valueFrom: "arn" }];
    expect(() => onlyContainer({ ...definition, containerDefinitions: [{ ...runner, secrets }] })).to.throw(
      "container runner of runner:1 has secrets: the task host does not resolve any",
    );
  });
});
