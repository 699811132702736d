import type { CommandError } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { engineFailure } from "../../runner/engine-failure";

const VAULT = { id: "vault", operation: "deploy" } as const;

describe("engineFailure", () => {
  const printed = (message: string) => new Error(message) as CommandError;

  for (const line of [
    "InsufficientInstanceCapacity: we do not have it",
    "InsufficientFreeAddressesInSubnet: there are 0 in it",
    "Failed: We currently do not have sufficient c6i.xlarge capacity in the Availability Zone you requested (eu-west-1a).",
  ]) {
    it(`tells missing capacity from what the requester can correct: ${line.slice(0, 28)}`, () => {
      const failure = engineFailure(VAULT, printed("code: 255"), ["error: creating group:", line]);
      expect(failure.name).to.equal("CapacityUnavailable");
      expect(failure.message).to.equal(
        'AWS has no host to give for stack "vault" now: it is tried again, and then asked for later',
      );
      expect(failure.details).to.deep.equal([line]);
    });
  }

  for (const line of [
    "reading EC2 Subnet: operation error EC2: DescribeSubnets, exceeded maximum number of attempts, 25, https response error StatusCode: 503, RequestLimitExceeded",
    'error: could not save checkpoint: blob (key ".pulumi/stacks/enclave/vault.json") (code=Unknown): StatusCode: 500, InternalError',
    "Error: connect ECONNREFUSED 127.0.0.1:4566",
    "ThrottlingException: Rate exceeded",
  ]) {
    it(`tells an outage, which is tried again, from what the requester can correct: ${line.slice(0, 28)}`, () => {
      const failure = engineFailure(VAULT, printed("code: 255"), [line]);
      expect(failure.name).to.equal("PipelineFailed");
      expect(failure.message).to.equal(
        'AWS was out of order while the engine was to deploy stack "vault": it is tried again from where it was',
      );
      expect(failure.details).to.deep.equal([line]);
    });
  }

  it("gives the engine's errors, or else what it printed of them, or its last words", () => {
    const failure = engineFailure(VAULT, printed("code: 255"), ["no such AMI"]);
    expect(failure.name).to.equal("DeploymentFailed");
    expect(failure.message).to.equal(
      'the engine could not deploy stack "vault": correct what its errors name and ask again',
    );
    expect(failure.details).to.deep.equal(["no such AMI"]);
    const errors = "code: 255\nstderr: error: no plugin\nerror: none";
    expect(engineFailure(VAULT, printed(errors), []).details).to.deep.equal([
      "stderr: error: no plugin",
      "error: none",
    ]);
    expect(engineFailure(VAULT, printed("1\n2\n\n3\n4\n5\n6"), []).details).to.deep.equal([
      "2",
      "3",
      "4",
      "5",
      "6",
    ]);
  });
});
