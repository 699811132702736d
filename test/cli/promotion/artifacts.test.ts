import { expect } from "chai";
import { promotedArtifacts, runningImages } from "../../../cli/promotion/artifacts";
import { checkpointBody } from "../../support/checkpoint-body";
import { memoryBucket } from "../../support/memory-bucket";

const KEY = "runtime:runnerImageDigest";
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const STACK = {
  urn: "urn:pulumi:dev::runtime::pulumi:pulumi:Stack::runtime-dev",
  type: "pulumi:pulumi:Stack",
};

async function images(config: Readonly<Record<string, unknown>>, runnerImage?: string) {
  const bucket = memoryBucket();
  if (runnerImage) {
    const body = checkpointBody([{ ...STACK, outputs: { runnerImage } }]);
    bucket.put(".pulumi/stacks/runtime/dev.json", body);
  }
  return runningImages(bucket, "dev", config, ["base", "runtime"]);
}

describe("runningImages", () => {
  it("takes the image that really runs, else the configured one", async () => {
    const running = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/runner@${digest("a")}`;
    expect(await images({ [KEY]: digest("b") }, running)).to.deep.equal({ [KEY]: digest("a") });
    expect(await images({ [KEY]: digest("b") })).to.deep.equal({ [KEY]: digest("b") });
    expect(await images({})).to.deep.equal({});
  });
});

describe("promotedArtifacts", () => {
  it("puts what was verified beside what is configured where it goes", () => {
    const [verified, target] = [{ [KEY]: digest("a") }, { [KEY]: digest("c") }];
    expect(promotedArtifacts(verified, target, ["base", "runtime"])).to.deep.equal([
      { name: KEY, verified: digest("a"), promoted: digest("c") },
    ]);
    expect(promotedArtifacts({}, {}, ["runtime"])).to.deep.equal([{ name: KEY }]);
    expect(promotedArtifacts(verified, target, ["state", "base"])).to.deep.equal([]);
  });
});
