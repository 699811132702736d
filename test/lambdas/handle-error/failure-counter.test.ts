import { Metrics } from "@aws-lambda-powertools/metrics";
import { expect } from "chai";
import type { PipelineErrorName } from "../../../contracts/errors";
import { pipelineInput } from "../../../contracts/pipeline";
import { failureCounter } from "../../../lambdas/handle-error/failure-counter";

describe("failureCounter", () => {
  it("counts each failure under its cause, in the form that CloudWatch reads from a log", async () => {
    const lines: string[] = [];
    const console_ = { ...console, log: (line: string) => lines.push(line) };
    const metrics = new Metrics({ namespace: "Hyperion", serviceName: "handle-error" });
    metrics.setThrowOnEmptyMetrics(true);
    Object.defineProperty(metrics, "console", { value: console_ });
    const count = failureCounter(metrics);
    for (const error of ["StackLocked", "TaskStopped"] satisfies PipelineErrorName[]) {
      const reason = { error, message: "no", details: [] };
      await count({ input: pipelineInput("signer", 1, "deploy"), execution: "arn", reason });
    }
    expect(lines.map((line) => JSON.parse(line))).to.have.length(2);
    for (const [index, error] of ["StackLocked", "TaskStopped"].entries()) {
      const { _aws: emf, ...values } = JSON.parse(lines[index] ?? "{}");
      expect(values).to.deep.equal({ service: "handle-error", error, RequestsFailed: 1 });
      expect(emf.CloudWatchMetrics).to.deep.equal([
        {
          Namespace: "Hyperion",
          Dimensions: [["service", "error"]],
          Metrics: [{ Name: "RequestsFailed", Unit: "Count" }],
        },
      ]);
    }
  });
});
