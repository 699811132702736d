import {
  DeleteBucketPolicyCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { emptyBucket } from "../../../../cli/commands/project/empty-bucket";
import type { EnvironmentBackend } from "../../../../cli/engine/environment-backend";
import { commandContext, failureOf } from "../../../support/command-context";

describe("emptyBucket", () => {
  const client = new S3Client({ region: "eu-west-1" });
  const s3 = mockClient(client);
  beforeEach(() => {
    s3.reset();
    s3.on(DeleteBucketPolicyCommand).resolves({});
    s3.on(DeleteObjectsCommand).resolves({});
  });

  const empty = (context = commandContext({ clients: { s3: client } })) =>
    emptyBucket(context, { region: "eu-west-1" } as EnvironmentBackend, "state");

  it("takes away the policy that protects the operations log, then every version page by page", async () => {
    s3.on(ListObjectVersionsCommand)
      .resolvesOnce({
        Versions: [{ Key: "a", VersionId: "1" }],
        DeleteMarkers: [{ Key: "b", VersionId: "2" }],
      })
      .resolvesOnce({ Versions: [{ Key: "c", VersionId: "3" }] })
      .resolves({});
    const context = commandContext({ clients: { s3: client } });
    await empty(context);

    expect(s3.calls().map(({ args }) => args[0].constructor.name)).to.deep.equal([
      "DeleteBucketPolicyCommand",
      "ListObjectVersionsCommand",
      "DeleteObjectsCommand",
      "ListObjectVersionsCommand",
      "DeleteObjectsCommand",
      "ListObjectVersionsCommand",
    ]);
    const deleted = s3
      .commandCalls(DeleteObjectsCommand)
      .flatMap(({ args }) => args[0].input.Delete?.Objects);
    expect(deleted).to.deep.equal([
      { Key: "a", VersionId: "1" },
      { Key: "b", VersionId: "2" },
      { Key: "c", VersionId: "3" },
    ]);
    expect(context.said.lines).to.deep.equal(["bucket state: 3 object versions deleted"]);
  });

  it("names what cannot be deleted", async () => {
    s3.on(ListObjectVersionsCommand).resolves({ Versions: [{ Key: "a", VersionId: "1" }] });
    s3.on(DeleteObjectsCommand).resolves({ Errors: [{ Key: "a", Code: "AccessDenied", Message: "no" }] });
    const error = await failureOf(empty());
    expect(error).to.include({ name: "DeploymentFailed", message: "bucket state cannot be emptied" });
    expect(error).to.have.property("details").that.deep.equals(["a: AccessDenied no"]);
  });
});
