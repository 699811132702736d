import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect } from "chai";

/** Has no tool but those in file `tools`; leaves an SBOM unless there is file `no-sbom`. */
const DOCKER = `#!/bin/sh
here=$(dirname "$0")
echo "docker $*" >> "$here/calls"
case "$1 $2" in
"buildx create") echo builder-1 ;;
"buildx build")
  for argument do
    case $argument in type=local,dest=*)
      test -e "$here/no-sbom" && exit 0
      echo '{"spdxVersion":"SPDX-2.3"}' > "\${argument#type=local,dest=}/sbom.spdx.json"
      echo '{}' > "\${argument#type=local,dest=}/provenance.json"
    esac
  done ;;
"run --rm")
  while [ "$1" != --entrypoint ]; do shift; done
  case $2 in node | pulumi) exit 0 ;; esac
  grep -qx "$2" "$here/tools" 2>/dev/null || exit 127 ;;
esac
`;

describe("make runner-image", function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fleet-runner-image-"));
    writeFileSync(join(folder, "docker"), DOCKER, { mode: 0o755 });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = () =>
    spawnSync("sh", ["tools/check/runner-image.sh", join(folder, "out")], {
      env: { PATH: [folder, process.env.PATH].join(delimiter) },
      encoding: "utf8",
    });
  const calls = () => readFileSync(join(folder, "calls"), "utf8").trim().split("\n");

  it("tries the image as Fargate confines it, and keeps its bill of materials", () => {
    expect(run()).to.include({ status: 0, stderr: "" });
    expect(JSON.parse(readFileSync(join(folder, "out", "sbom.spdx.json"), "utf8"))).to.have.key(
      "spdxVersion",
    );
    expect(existsSync(join(folder, "out", "provenance.json"))).to.equal(true);
    const runs = calls().filter((call) => call.startsWith("docker run"));
    expect(runs).to.not.be.empty;
    for (const call of runs) {
      expect(call).to.include(
        "--rm --network none --read-only --tmpfs /tmp:mode=1777 --cap-drop ALL --security-opt no-new-privileges",
      );
    }
    expect(calls().at(-1)).to.equal("docker buildx rm builder-1");
  });

  it("names a tool that the image should not have", () => {
    writeFileSync(join(folder, "tools"), "npm\n");
    expect(run()).to.include({
      status: 1,
      stderr: "the image has npm, which the runner does not need: remove it in runner/Dockerfile\n",
    });
    expect(calls().at(-1)).to.equal("docker buildx rm builder-1");
  });

  it("fails without a bill of materials", () => {
    writeFileSync(join(folder, "no-sbom"), "");
    const { status, stderr } = run();
    expect(status).to.not.equal(0);
    expect(stderr).to.include("sbom.spdx.json");
  });
});
