import { readFileSync } from "node:fs";
import { expect } from "chai";
import { RUNNER_CONTEXT } from "../../../components/pipeline/runner-image";

const lines = (file: string) => readFileSync(file, "utf8").split("\n");

describe("RUNNER_CONTEXT", () => {
  it("is what .dockerignore lets through", () => {
    const allowed = lines(".dockerignore").filter((line) => line.startsWith("!"));
    expect(allowed.map((line) => line.slice(1))).to.have.members([...RUNNER_CONTEXT]);
  });

  it("is what the Dockerfile copies", () => {
    const copied = lines("runner/Dockerfile")
      .filter((line) => line.startsWith("COPY ") && !line.includes("--from="))
      .flatMap((line) => line.split(" ").slice(1, -1));
    expect([...new Set(copied)]).to.have.members([...RUNNER_CONTEXT]);
  });
});
