import { expect } from "chai";
import { RunnerImage } from "../../components/pipeline/runner-image";
import { fleetProgram } from "../../components/program";
import { startTestEngine, type TestEngine } from "../support/engine";
import { FakeImageTools } from "../support/fake-image-tools";

const REPOSITORY = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/hyperion-dev-runner";
const DIGEST = `sha256:${"0a".repeat(32)}`;

describe("RunnerImage, by the engine", function () {
  this.timeout(180_000);
  let tools: FakeImageTools;
  let engine: TestEngine;

  beforeEach(async () => {
    tools = new FakeImageTools();
    engine = await startTestEngine({ AWS_ENDPOINT_URL: "http://127.0.0.1:9", PATH: tools.path });
  });
  afterEach(async () => {
    await engine?.close();
    tools.remove();
  });

  const stackOfImage = () =>
    engine.stack(
      "runner-image",
      "dev",
      fleetProgram(async () => ({
        image: new RunnerImage("runner-image", { repositoryUrl: REPOSITORY, region: "eu-west-1" }).image,
      })),
    );

  it("is what was built and pushed, once", async () => {
    tools.setPushed(DIGEST);
    const stack = await stackOfImage();

    expect((await stack.up()).outputs.image?.value).to.equal(`${REPOSITORY}@${DIGEST}`);
    await stack.up({ expectNoChanges: true });
    expect(tools.calls().filter((call) => call.startsWith("docker buildx"))).to.have.length(1);
  });

  it("fails with docker's own words when it cannot be built", async () => {
    const failure = await (await stackOfImage()).up().then(
      () => "no failure",
      (error: Error) => error.message,
    );

    expect(failure).to.include("the command ended with 17");
    expect(failure).to.include("no space left on device");
  });
});
