import type { PolicyStatement } from "./policy-document";

export function writeTraces(): PolicyStatement {
  return {
    Sid: "WriteTraces",
    Effect: "Allow",
    Action: [
      "xray:GetSamplingRules",
      "xray:GetSamplingTargets",
      "xray:PutTelemetryRecords",
      "xray:PutTraceSegments",
    ],
    // X-Ray has no resources for these actions.
    Resource: "*",
  };
}
