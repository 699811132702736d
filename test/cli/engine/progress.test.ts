import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { progressOf, stackOutputsOf } from "../../../cli/engine/progress";

const URN = "urn:pulumi:dev::base::fleet:network:Network$aws:ec2/vpc:Vpc::network";

function event(fields: Partial<EngineEvent>): EngineEvent {
  return { sequence: 1, timestamp: 0, ...fields };
}

function step(fields: Partial<StepEventMetadata> = {}): StepEventMetadata {
  return { op: "create", urn: URN, type: "aws:ec2/vpc:Vpc", provider: "", ...fields };
}

describe("progressOf", () => {
  it("tells what happens to a resource", () => {
    const resource = { urn: URN, type: "aws:ec2/vpc:Vpc", name: "network", operation: "create" };
    expect(progressOf(event({ resourcePreEvent: { metadata: step() } }))).to.deep.equal({
      kind: "started",
      ...resource,
    });
    expect(progressOf(event({ resOutputsEvent: { metadata: step() } }))).to.deep.equal({
      kind: "finished",
      ...resource,
    });
    expect(progressOf(event({ resOpFailedEvent: { metadata: step(), status: 1, steps: 1 } }))).to.deep.equal({
      kind: "failed",
      ...resource,
    });
  });

  it("tells what the program gives beside what the state has, when it starts", () => {
    const state = (cidrBlock: string) =>
      ({ inputs: { cidrBlock }, outputs: { id: "vpc-1" } }) as unknown as StepEventMetadata["new"];
    const metadata = step({ op: "update", old: state("10.0.0.0/16"), new: state("10.1.0.0/16") });
    expect(progressOf(event({ resourcePreEvent: { metadata } }))).to.deep.include({
      inputs: { cidrBlock: "10.1.0.0/16" },
      previousInputs: { cidrBlock: "10.0.0.0/16" },
    });
    expect(progressOf(event({ resOutputsEvent: { metadata } }))).to.have.keys([
      "kind",
      "urn",
      "type",
      "name",
      "operation",
    ]);
  });

  it("frees a message from colours and names its resource", () => {
    const message = "<{%reset%}>too many VPCs<{%reset%}>\n";
    const diagnosticEvent = { severity: "error", message, color: "never", urn: URN } as const;
    expect(progressOf(event({ diagnosticEvent }))).to.deep.equal({
      kind: "message",
      severity: "error",
      text: "network: too many VPCs",
    });
  });

  it("passes over what is not for people", () => {
    for (const severity of ["info", "info#err"] as const) {
      const diagnosticEvent = { severity, message: "note", color: "never" };
      expect(progressOf(event({ diagnosticEvent }))).to.equal(undefined);
    }
    expect(progressOf(event({ preludeEvent: { config: {} } }))).to.equal(undefined);
  });

  it("knows that a signal has reached the engine", () => {
    const message = "^C received; cancelling. If you would like to terminate immediately, press ^C again.\n";
    expect(progressOf(event({ stdoutEvent: { message, color: "never" } }))).to.deep.equal({
      kind: "stopping",
    });
  });
});

describe("stackOutputsOf", () => {
  it("are those of the stack itself", () => {
    const state = {
      type: "",
      urn: "",
      id: "",
      parent: "",
      provider: "",
      inputs: {},
      outputs: { vpcId: "vpc-1" },
    };
    const of = (type: string) =>
      stackOutputsOf(event({ resOutputsEvent: { metadata: step({ type, new: state }) } }));
    expect(of("pulumi:pulumi:Stack")).to.deep.equal({ vpcId: "vpc-1" });
    expect(of("aws:ec2/vpc:Vpc")).to.equal(undefined);
  });
});
