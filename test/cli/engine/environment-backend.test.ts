import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import {
  assertOwnAccount,
  bucketExists,
  checkedBackend,
  environmentBackend,
} from "../../../cli/engine/environment-backend";
import { commandContext, failureOf } from "../../support/command-context";

const BUCKET = "hyperion-dev-state-111122223333-eu-west-1";

describe("checkedBackend", () => {
  const configuration = { region: "eu-west-1" };
  const [sts, s3, kms] = [
    new STSClient(configuration),
    new S3Client(configuration),
    new KMSClient(configuration),
  ];
  const [stsMock, s3Mock, kmsMock] = [mockClient(sts), mockClient(s3), mockClient(kms)];
  let home: string;
  const context = () => commandContext({ home, clients: { sts, s3, kms } });

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "fleet-backend-"));
    writeFileSync(join(home, "Pulumi.dev.yaml"), "config:\n  aws:region: eu-west-1\n");
    for (const mock of [stsMock, s3Mock, kmsMock]) {
      mock.reset();
    }
    stsMock.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
    s3Mock.on(HeadBucketCommand, { Bucket: BUCKET, ExpectedBucketOwner: "111122223333" }).resolves({});
    kmsMock
      .on(DescribeKeyCommand, { KeyId: "alias/hyperion-dev-state" })
      .resolves({ KeyMetadata: { KeyId: "k", KeyState: "Enabled" } });
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const answer = (httpStatusCode: number) =>
    Object.assign(new Error("S3"), { $metadata: { httpStatusCode } });
  const named = (name: string) => Object.assign(new Error(name), { name });

  it("is of the credentials' account and the configured region", async () => {
    expect(await checkedBackend(context(), "dev")).to.deep.equal({
      environment: "dev",
      accountId: "111122223333",
      region: "eu-west-1",
      bucketName: BUCKET,
      keyAlias: "alias/hyperion-dev-state",
      url: `s3://${BUCKET}?region=eu-west-1`,
      secretsProvider: "awskms://alias/hyperion-dev-state?region=eu-west-1",
    });
  });

  const configureAccount = (account: string) =>
    writeFileSync(
      join(home, "Pulumi.dev.yaml"),
      `config:\n  aws:region: eu-west-1\n  fleet:accountId: "${account}"\n`,
    );
  const ELSEWHERE =
    "dev is in account 012345678901, and these credentials are of account 111122223333: choose those of dev by AWS_PROFILE, or correct fleet:accountId in Pulumi.dev.yaml";

  it("refuses credentials of another account than is configured, and asks neither S3 nor KMS", async () => {
    configureAccount("012345678901");
    const error = await failureOf(checkedBackend(context(), "dev"));
    expect(error).to.include({ name: "BackendUnavailable", message: ELSEWHERE });
    expect([...s3Mock.calls(), ...kmsMock.calls()]).to.deep.equal([]);
    configureAccount("111122223333");
    expect((await checkedBackend(context(), "dev")).accountId).to.equal("111122223333");
  });

  it("asks who somebody is only where an account is configured", async () => {
    await assertOwnAccount(context(), "dev");
    expect(stsMock.calls()).to.have.length(0);
    configureAccount("012345678901");
    expect(await failureOf(assertOwnAccount(context(), "dev"))).to.include({ message: ELSEWHERE });
  });

  it("tells of the bucket first when bucket and key are both missing", async () => {
    s3Mock.on(HeadBucketCommand).rejects(answer(404));
    kmsMock.on(DescribeKeyCommand).rejects(named("NotFoundException"));
    const error = await failureOf(checkedBackend(context(), "dev"));
    expect(error.message).to.match(/^state bucket .* is missing/);
  });

  const bucketFaults: ReadonlyArray<readonly [number, string]> = [
    [
      404,
      `state bucket ${BUCKET} is missing in account 111122223333, eu-west-1: run \`fleet bootstrap dev\`, or choose the right account by AWS_PROFILE`,
    ],
    [
      403,
      `state bucket ${BUCKET} of dev is not to be read by these credentials of account 111122223333: s3:ListBucket is denied, or the bucket belongs to another account; choose the credentials of dev by AWS_PROFILE`,
    ],
    [
      301,
      `state bucket ${BUCKET} is in another region than eu-west-1: correct aws:region in Pulumi.dev.yaml`,
    ],
  ];
  for (const [status, message] of bucketFaults) {
    it(`names the bucket when S3 answers ${status}`, async () => {
      s3Mock.on(HeadBucketCommand).rejects(answer(status));
      const error = await failureOf(checkedBackend(context(), "dev"));
      expect(error).to.include({ name: "BackendUnavailable", message });
    });
  }

  const keyFaults: ReadonlyArray<readonly [string, string]> = [
    [
      "NotFoundException",
      "state key alias/hyperion-dev-state is missing in account 111122223333, eu-west-1: run `fleet bootstrap dev`, or choose the right account by AWS_PROFILE",
    ],
    [
      "AccessDeniedException",
      "state key alias/hyperion-dev-state of dev is not to be used by these credentials of account 111122223333: kms:DescribeKey is denied; choose the credentials of dev by AWS_PROFILE",
    ],
  ];
  for (const [name, message] of keyFaults) {
    it(`names the key when KMS answers ${name}`, async () => {
      kmsMock.on(DescribeKeyCommand).rejects(named(name));
      const error = await failureOf(checkedBackend(context(), "dev"));
      expect(error).to.include({ name: "BackendUnavailable", message });
    });
  }

  it("refuses a key that is about to be deleted", async () => {
    kmsMock.on(DescribeKeyCommand).resolves({ KeyMetadata: { KeyId: "k", KeyState: "PendingDeletion" } });
    const error = await failureOf(checkedBackend(context(), "dev"));
    expect(error.message).to.equal(
      "state key alias/hyperion-dev-state is PendingDeletion: enable it, or cancel its deletion, before anything is changed",
    );
  });

  it("says that there are no credentials", async () => {
    stsMock.on(GetCallerIdentityCommand).rejects(named("CredentialsProviderError"));
    const error = await failureOf(checkedBackend(context(), "dev"));
    expect(error.message).to.equal(
      "no AWS credentials were found: set AWS_PROFILE or sign in, or use --local",
    );
  });

  it("tells a missing bucket from one that is somebody else's", async () => {
    const backend = await environmentBackend(context(), "dev");
    expect(await bucketExists(context(), backend)).to.equal(true);
    s3Mock.on(HeadBucketCommand).rejects(answer(404));
    expect(await bucketExists(context(), backend)).to.equal(false);
    s3Mock.on(HeadBucketCommand).rejects(answer(403));
    expect((await failureOf(bucketExists(context(), backend))).name).to.equal("BackendUnavailable");
  });
});
