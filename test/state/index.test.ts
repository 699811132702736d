import { expect } from "chai";
import { ENVIRONMENTS } from "../../contracts/environment";

import program = require("../../state/index");

import { ACCOUNT_FUNCTIONS, environmentConfig } from "../support/environment-config";
import { statement } from "../support/policies";
import { all, one, type ProgramResult, runProgram } from "../support/pulumi-mocks";

for (const environment of ENVIRONMENTS) {
  describe(`project fleet-state in ${environment}`, () => {
    let result: ProgramResult;

    before(async () => {
      result = await runProgram(program, {
        project: "fleet-state",
        stack: environment,
        config: environmentConfig(environment),
        functions: ACCOUNT_FUNCTIONS,
      });
    });

    it("exports where the state is and how it is encrypted", () => {
      const bucket = `hyperion-${environment}-state-111122223333-eu-west-1`;
      const { stateKeyArn, ...outputs } = result.outputs;
      expect(outputs).to.deep.equal({
        stateBucketName: bucket,
        stateBucketArn: `arn:aws:s3:::${bucket}`,
        stateKeyAlias: `alias/hyperion-${environment}-state`,
        backendUrl: `s3://${bucket}?region=eu-west-1`,
        secretsProvider: `awskms://alias/hyperion-${environment}-state?region=eu-west-1`,
        readPolicyArn: `arn:aws:iam::111122223333:policy/hyperion-${environment}-state-read`,
        writePolicyArn: `arn:aws:iam::111122223333:policy/hyperion-${environment}-state-write`,
        auditPolicyArn: `arn:aws:iam::111122223333:policy/hyperion-${environment}-state-audit`,
        drillPolicyArn: `arn:aws:iam::111122223333:policy/hyperion-${environment}-state-drill`,
        alarmTopicArn: `arn:aws:sns:eu-west-1:111122223333:hyperion-${environment}-state-alarms`,
        stateDashboardName: `hyperion-${environment}-state`,
        registryTableName: `hyperion-${environment}-registry`,
      });
      expect(stateKeyArn).to.match(/^arn:aws:kms:eu-west-1:111122223333:key\//);
    });

    it("protects both buckets and the key", () => {
      expect(all(result.resources, "aws:s3/bucket:Bucket").map(({ protect }) => protect)).to.deep.equal([
        true,
        true,
      ]);
      expect(one(result.resources, "aws:kms/key:Key").protect).to.equal(true);
    });

    it("records who touches the state, where key and log bucket let it", () => {
      const trail = one(result.resources, "aws:cloudtrail/trail:Trail");
      expect(trail.inputs.s3BucketName).to.equal(`hyperion-${environment}-logs-111122223333-eu-west-1`);
      const { policy: keyPolicy } = one(result.resources, "aws:kms/key:Key").inputs;
      expect(statement(keyPolicy, "CloudTrailEncryptsEvents").Condition?.StringEquals).to.include({
        "aws:SourceArn": trail.id,
      });
      const { policy } = one(
        result.resources,
        "aws:s3/bucketPolicy:BucketPolicy",
        "access-logs-policy",
      ).inputs;
      expect(statement(policy, "CloudTrailDeliversEvents").Condition?.StringEquals).to.include({
        "aws:SourceArn": trail.id,
      });
    });

    it("makes everything through the one provider", () => {
      const provider = one(result.resources, "pulumi:providers:aws");
      const resources = result.resources.filter(({ type }) => type.startsWith("aws:"));
      expect(new Set(resources.map((resource) => resource.provider))).to.deep.equal(
        new Set([`${provider.urn}::${provider.id}`]),
      );
    });
  });
}

describe("project fleet-state without a trail", () => {
  it("lets CloudTrail do nothing", async () => {
    const { resources } = await runProgram(program, {
      project: "fleet-state",
      stack: "dev",
      config: { ...environmentConfig("dev"), "state:auditTrail": false },
      functions: ACCOUNT_FUNCTIONS,
    });
    expect(JSON.stringify(resources))
      .to.not.include("cloudtrail.amazonaws.com")
      .and.not.include("aws:cloudtrail/");
  });
});
