import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { deployedProjects, statusOf } from "../../../backend/promotions/promotion";
import { readPromotion, storePlan } from "../../../backend/promotions/promotion-store";
import type { Engine } from "../../../cli/engine/engine";
import type { EnvironmentBackend } from "../../../cli/engine/environment-backend";
import { deployPlanned } from "../../../cli/promotion/deploy-planned";
import { FleetError } from "../../../contracts/errors";
import { commandContext, failureOf } from "../../support/command-context";
import { memoryBucket } from "../../support/memory-bucket";
import { promotion, promotionPlan } from "../../support/promotion-fixture";

const BACKEND = {
  environment: "staging",
  region: "eu-west-1",
  bucketName: "state",
  url: "s3://state",
} as EnvironmentBackend;
const PLAN = promotionPlan();

describe("deployPlanned", () => {
  const sts = new STSClient({ region: "eu-west-1" });
  const cloudwatch = new CloudWatchClient({ region: "eu-west-1" });
  before(() => {
    mockClient(sts).onAnyCommand().resolves({ Arn: PLAN.createdBy.caller });
    mockClient(cloudwatch).onAnyCommand().resolves({});
  });

  /** @param failing projects whose deployment fails */
  function prepared(failing: readonly string[]) {
    const bucket = memoryBucket();
    const deployed: string[] = [];
    const engine: Partial<Engine> = {
      run: async (_operation, { project }) => {
        if (failing.includes(project)) {
          throw new FleetError("DeploymentFailed", "up of runtime failed", ["runner: a role is missing"]);
        }
        deployed.push(project);
        return { changes: { update: 1 }, outputs: {} };
      },
    };
    const context = commandContext({ clients: { s3: bucket.s3, sts, cloudwatch }, engine });
    return { bucket, deployed, context };
  }

  it("deploys one project after the other, and keeps what happened", async () => {
    const { bucket, deployed, context } = prepared([]);
    await storePlan(bucket, PLAN);
    const finished = await deployPlanned(context, BACKEND, promotion(PLAN), PLAN.createdBy, {});
    expect(deployed).to.deep.equal(["base", "runtime"]);
    expect(statusOf(finished)).to.equal("finished");
    expect(await readPromotion(bucket, PLAN.id)).to.deep.equal(finished);
  });

  it("stops at a failure and says how to go on and back; goes on where it stopped", async () => {
    const { bucket, deployed, context } = prepared(["runtime"]);
    await storePlan(bucket, PLAN);
    const failure = await failureOf(deployPlanned(context, BACKEND, promotion(PLAN), PLAN.createdBy, {}));
    expect(failure.message).to.equal(`promotion ${PLAN.id} stopped at runtime: up of runtime failed`);
    expect((failure as FleetError).name).to.equal("DeploymentFailed");
    expect((failure as FleetError).details).to.deep.equal([
      "runner: a role is missing",
      `to go on, once that is settled: fleet promote dev staging --execute ${PLAN.id} --reviewed ${PLAN.hash.slice(0, 12)}`,
      'to go back: fleet rollback staging --reason "<why>"',
    ]);
    const stopped = await readPromotion(bucket, PLAN.id);
    expect(stopped && [statusOf(stopped), deployedProjects(stopped)]).to.deep.equal(["failed", ["base"]]);
    expect(deployed).to.deep.equal(["base"]);

    const engine = prepared([]);
    const context2 = commandContext({
      clients: { s3: bucket.s3, sts, cloudwatch },
      engine: engine.context.engine(),
    });
    const finished = await deployPlanned(context2, BACKEND, stopped ?? promotion(), PLAN.createdBy, {});
    expect(engine.deployed).to.deep.equal(["runtime"]);
    expect(statusOf(finished)).to.equal("finished");
  });
});
