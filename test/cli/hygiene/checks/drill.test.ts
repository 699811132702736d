import { resolve } from "node:path";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateBucketCommand, DeleteObjectsCommand, ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import type { Clients } from "../../../../cli/clients";
import { drillCheck } from "../../../../cli/hygiene/checks/drill";
import type { Hygiene } from "../../../../cli/hygiene/hygiene-check";
import { FleetError } from "../../../../contracts/errors";
import { failureOf } from "../../../support/command-context";
import { type MemoryBucket, memoryBucket } from "../../../support/memory-bucket";
import { hygieneFixture } from "../hygiene-fixture";

const STATE_BUCKET = "hyperion-dev-state-111122223333-eu-west-1";
const region = "eu-west-1";

describe("hygiene's recovery drill", () => {
  const sts = new STSClient({ region });
  mockClient(sts).on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
  const kms = new KMSClient({ region });
  mockClient(kms)
    .on(DescribeKeyCommand)
    .resolves({ KeyMetadata: { KeyId: "state", KeyState: "Enabled" } });
  let live: MemoryBucket;
  let scratch: MemoryBucket;
  /** Why no bucket can be created. */
  let refusal: Error | undefined;

  beforeEach(() => {
    live = memoryBucket();
    scratch = memoryBucket();
    refusal = undefined;
  });

  /** The buckets of the account: the state bucket, and whatever else is created. */
  const send = async (command: Parameters<S3Client["send"]>[0]) => {
    if (command instanceof ListBucketsCommand) {
      return {};
    }
    if (command instanceof CreateBucketCommand && refusal) {
      throw refusal;
    }
    if (command instanceof DeleteObjectsCommand) {
      scratch.objects.clear();
      return {};
    }
    const { Bucket } = command.input as { readonly Bucket?: string };
    return (Bucket === STATE_BUCKET ? live : scratch).s3.send(command);
  };
  const hygiene = (): Hygiene => {
    const fixture = hygieneFixture();
    const clients = { s3: Object.assign(new S3Client({ region }), { send }), sts, kms } as unknown as Clients;
    return { ...fixture, context: { ...fixture.context, home: resolve("."), clients: () => clients } };
  };

  it("finds nothing when every damage was repaired, and keeps the drill's own report", async () => {
    const { findings, facts } = await drillCheck.run(hygiene());
    expect(findings).to.deep.equal([]);
    expect(facts).to.deep.equal({ stacks: 0, durationSeconds: 0 });
    expect([...live.objects.keys()]).to.deep.equal([
      ".fleet/reports/drill/2026-01-31T12-00-00.000Z.md",
      ".fleet/reports/drill/2026-01-31T12-00-00.000Z.json",
    ]);
    expect([...scratch.objects.keys()]).to.deep.equal([]);
  });

  it("tells what failed", async () => {
    live.put(".pulumi/stacks/base/dev.json", "{");
    const { findings, facts } = await drillCheck.run(hygiene());
    expect(findings).to.have.length(1);
    expect(findings[0]).to.match(/^base dev: the checkpoint cannot be used: /);
    expect(facts).to.deep.equal({});
  });

  it("prints no result of its own", async () => {
    const given = hygiene();
    await drillCheck.run(given);
    expect((given.context as ReturnType<typeof hygieneFixture>["context"]).said.results).to.deep.equal([]);
  });

  it("could not be made where no copy can be", async () => {
    refusal = new Error("Access Denied");
    const error = await failureOf(drillCheck.run(hygiene()));
    expect(error).to.be.instanceOf(FleetError).and.have.property("name", "BackendUnavailable");
  });
});
