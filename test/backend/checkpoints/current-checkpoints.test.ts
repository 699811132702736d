import { expect } from "chai";
import {
  holdsResources,
  listCheckpoints,
  readCheckpoints,
} from "../../../backend/checkpoints/current-checkpoints";
import { bucketResource, checkpointBody, STACK_RESOURCE } from "../../support/checkpoint-body";
import { memoryBucket } from "../../support/memory-bucket";

const AT = new Date("2026-01-31T12:00:00Z");

describe("listCheckpoints", () => {
  it("lists each stack once, without backups and tags", async () => {
    const bucket = memoryBucket();
    bucket.put(".pulumi/stacks/base/dev.json", "12345");
    bucket.put(".pulumi/stacks/base/dev.json.bak", "1");
    bucket.put(".pulumi/stacks/runtime/dev.pulumi-tags", "1");
    bucket.put(".pulumi/stacks/enclave/signer.json.gz", "123");
    expect(await listCheckpoints(bucket)).to.deep.equal([
      { project: "base", stack: "dev", key: ".pulumi/stacks/base/dev.json", size: 5, savedAt: AT },
      {
        project: "enclave",
        stack: "signer",
        key: ".pulumi/stacks/enclave/signer.json.gz",
        size: 3,
        savedAt: AT,
      },
    ]);
  });

  it("takes the one that was written last while the compression changes", async () => {
    const bucket = memoryBucket();
    bucket.put(".pulumi/stacks/base/dev.json", "old");
    bucket.setTime(new Date("2026-01-31T13:00:00Z"));
    bucket.put(".pulumi/stacks/base/dev.json.gz", "new");
    bucket.setTime(new Date("2026-01-31T11:00:00Z"));
    bucket.put(".pulumi/stacks/base/dev.json.zst", "oldest");
    expect((await listCheckpoints(bucket)).map(({ key }) => key)).to.deep.equal([
      ".pulumi/stacks/base/dev.json.gz",
    ]);
  });
});

describe("readCheckpoints", () => {
  it("reads what is there, names damage, and leaves out what was deleted meanwhile", async () => {
    const bucket = memoryBucket();
    bucket.put(".pulumi/stacks/base/dev.json", checkpointBody([STACK_RESOURCE, bucketResource("one")]));
    bucket.put(".pulumi/stacks/runtime/dev.json", "");
    bucket.put(".pulumi/stacks/runtime/gone.json", checkpointBody());
    const stored = await listCheckpoints(bucket);
    bucket.delete(".pulumi/stacks/runtime/gone.json");
    const [base, runtime, ...others] = await readCheckpoints(bucket, stored);
    expect(others).to.deep.equal([]);
    expect(base?.checkpoint?.resources).to.have.length(2);
    expect(runtime).to.deep.include({
      project: "runtime",
      damage: "the checkpoint cannot be used: it is empty",
    });
  });
});

describe("holdsResources", () => {
  const stack = { project: "base", stack: "dev", key: "k", size: 1, savedAt: AT } as const;

  it("is told by the resources, and holds for a state that cannot be read", async () => {
    const bucket = memoryBucket();
    bucket.put(".pulumi/stacks/base/empty.json", checkpointBody([]));
    bucket.put(".pulumi/stacks/base/full.json", checkpointBody());
    const read = await readCheckpoints(bucket, await listCheckpoints(bucket));
    expect(read.map(holdsResources)).to.deep.equal([false, true]);
    expect(holdsResources({ ...stack, damage: "cut off" })).to.equal(true);
  });
});
