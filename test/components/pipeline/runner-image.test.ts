import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { RUNNER_CONTEXT, RunnerImage } from "../../../components/pipeline/runner-image";
import { all, one, runProgram } from "../../support/pulumi-mocks";

const REPOSITORY = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/hyperion-dev-runner";
const DIGEST = `sha256:${"a".repeat(64)}`;
const ARGS = { repositoryUrl: REPOSITORY, region: "eu-west-1" };

describe("RunnerImage", () => {
  it("is the image of that digest when one is given, and builds nothing", async () => {
    const { resources, outputs } = await runProgram(() => ({
      image: new RunnerImage("runner-image", { ...ARGS, digest: DIGEST }).image,
    }));
    expect(outputs.image).to.equal(`${REPOSITORY}@${DIGEST}`);
    expect(all(resources, "command:local:Command")).to.deep.equal([]);
  });

  it("builds and pushes one, again whenever its content has changed", async () => {
    const { resources } = await runProgram(() => new RunnerImage("runner-image", ARGS));
    const { inputs } = one(resources, "command:local:Command", "runner-image-build");
    const tag = inputs.environment.IMAGE_TAG;
    expect(tag).to.match(/^[0-9a-f]{32}$/);
    expect(inputs).to.deep.equal({
      create: "sh components/pipeline/build-runner-image.sh",
      dir: join(__dirname, "../../.."),
      environment: { REPOSITORY_URL: REPOSITORY, IMAGE_TAG: tag, AWS_REGION: "eu-west-1" },
      triggers: [tag, REPOSITORY],
    });
  });

  it("refuses a digest that is none", async () => {
    for (const digest of ["latest", "", `sha256:${"A".repeat(64)}`]) {
      const error: Error = await runProgram(() => new RunnerImage("runner-image", { ...ARGS, digest })).then(
        () => expect.fail("it was accepted"),
        (thrown) => thrown,
      );
      expect(error.message).to.equal(
        `digest ${JSON.stringify(digest)} of the runner's image is not allowed: use sha256: and 64 hexadecimal digits`,
      );
    }
  });

  it("is made of files that exist", () => {
    for (const path of [...RUNNER_CONTEXT, "components/pipeline/build-runner-image.sh"]) {
      expect(existsSync(join(__dirname, "../../..", path)), path).to.equal(true);
    }
  });
});
