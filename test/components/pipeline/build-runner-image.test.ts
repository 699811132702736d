import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { FakeImageTools } from "../../support/fake-image-tools";

const REGISTRY = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";
const REPOSITORY = `${REGISTRY}/hyperion-dev-runner`;
const DIGEST = `sha256:${"0a".repeat(32)}`;
const DESCRIBE =
  "aws ecr describe-images --region eu-west-1 --repository-name hyperion-dev-runner --image-ids imageTag=0123 --query imageDetails[0].imageDigest --output text";
const BUILD = [
  "aws ecr get-login-password --region eu-west-1",
  `docker login --username AWS --password-stdin ${REGISTRY}`,
  `docker buildx build --platform linux/amd64 --provenance=false --push --file runner/Dockerfile --tag ${REPOSITORY}:0123 .`,
];

describe("build-runner-image.sh", () => {
  let tools: FakeImageTools;

  beforeEach(() => {
    tools = new FakeImageTools();
  });
  afterEach(() => tools.remove());

  function run() {
    const { status, stdout, stderr } = spawnSync("sh", ["components/pipeline/build-runner-image.sh"], {
      cwd: join(__dirname, "../../.."),
      env: { PATH: tools.path, REPOSITORY_URL: REPOSITORY, IMAGE_TAG: "0123", AWS_REGION: "eu-west-1" },
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  }

  it("prints the digest of a tag that is there, and builds nothing", () => {
    tools.setRegistry(DIGEST);

    expect(run()).to.deep.equal({ status: 0, stdout: `${DIGEST}\n`, stderr: "" });
    expect(tools.calls()).to.deep.equal([DESCRIBE]);
  });

  it("signs in, builds and pushes a tag that is not there, and prints nothing but its digest", () => {
    tools.setPushed(DIGEST);

    expect(run()).to.deep.include({ status: 0, stdout: `${DIGEST}\n` });
    expect(tools.calls()).to.deep.equal([DESCRIBE, ...BUILD, DESCRIBE]);
    expect(tools.password()).to.equal("secret");
  });

  for (const answer of ["None", "", "sha256:0a", `sha256:${"0A".repeat(32)}`, `${DIGEST}0`, `x${DIGEST}`]) {
    it(`builds when the registry answers ${JSON.stringify(answer)}`, () => {
      tools.setRegistry(answer);
      tools.setPushed(DIGEST);

      expect(run()).to.deep.include({ status: 0, stdout: `${DIGEST}\n` });
      expect(tools.calls()).to.deep.equal([DESCRIBE, ...BUILD, DESCRIBE]);
    });
  }

  it("fails with docker, and prints no digest", () => {
    expect(run()).to.deep.equal({
      status: 17,
      stdout: "",
      stderr: "docker says something on stdout\ndocker says something on stdout\nno space left on device\n",
    });
  });

  it("fails when the registry has no digest for what was pushed", () => {
    tools.setPushed("None");

    const { status, stdout, stderr } = run();
    expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "" });
    expect(stderr).to.include(`the registry has no digest for ${REPOSITORY}:0123, though it was pushed`);
  });
});
