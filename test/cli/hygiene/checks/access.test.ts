import {
  IAMClient,
  ListRolesCommand,
  ListUsersCommand,
  SimulatePrincipalPolicyCommand,
} from "@aws-sdk/client-iam";
import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient, ListGrantsCommand } from "@aws-sdk/client-kms";
import { GetBucketPolicyCommand, GetPublicAccessBlockCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { access } from "../../../../cli/hygiene/checks/access";
import type { Facts, Hygiene } from "../../../../cli/hygiene/hygiene-check";
import { hygieneFixture } from "../hygiene-fixture";

const ACCOUNT = "arn:aws:iam::111122223333";
const KEY = "arn:aws:kms:eu-west-1:111122223333:key/state";
const OBJECT = "arn:aws:s3:::state/.pulumi/stacks/base/dev.json";
const region = "eu-west-1";

describe("hygiene's check of access", () => {
  const iam = new IAMClient({ region });
  const kms = new KMSClient({ region });
  const s3 = new S3Client({ region });
  const [iamMock, kmsMock, s3Mock] = [mockClient(iam), mockClient(kms), mockClient(s3)];
  /** Who may do what. */
  let allowed: Readonly<Record<string, readonly string[]>>;

  beforeEach(() => {
    allowed = {
      "user/ada": ["s3:GetObject", "kms:Decrypt"],
      "role/hyperion-dev-runner": ["s3:GetObject", "s3:PutObject", "kms:Decrypt"],
    };
    iamMock.reset();
    iamMock.on(ListUsersCommand).resolves({ Users: [user("ada"), user("eve")], IsTruncated: false });
    iamMock.on(ListRolesCommand).resolves({
      Roles: [role("hyperion-dev-runner"), role("aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS")],
    });
    iamMock.on(SimulatePrincipalPolicyCommand).callsFake((input) => {
      const name = input.PolicySourceArn.slice(ACCOUNT.length + 1);
      expect(input.ResourceArns).to.deep.equal([input.ActionNames[0] === "kms:Decrypt" ? KEY : OBJECT]);
      const may = allowed[name]?.includes(input.ActionNames[0]) ?? false;
      return { EvaluationResults: [{ EvalDecision: may ? "allowed" : "implicitDeny" }] };
    });
    kmsMock.reset();
    kmsMock.on(DescribeKeyCommand).resolves({ KeyMetadata: { KeyId: "state", Arn: KEY } });
    kmsMock.on(GetKeyPolicyCommand).resolves({ Policy: "key policy" });
    kmsMock.on(ListGrantsCommand).resolves({ Grants: [] });
    s3Mock.reset();
    s3Mock.on(GetBucketPolicyCommand).resolves({ Policy: "bucket policy" });
    s3Mock.on(GetPublicAccessBlockCommand).resolves({ PublicAccessBlockConfiguration: block(true) });
  });

  const review = (before?: Facts) => {
    const fixture = hygieneFixture(before, { iam, kms });
    const hygiene: Hygiene = { ...fixture, bucket: { s3, name: "state" } };
    return access.run(hygiene);
  };

  it("tells who may read, write and decrypt; service-linked roles are AWS's own", async () => {
    const { findings, facts } = await review();
    expect(findings).to.deep.equal([]);
    expect(facts).to.deep.include({
      mayRead: ["user/ada", "role/hyperion-dev-runner"],
      mayWrite: ["role/hyperion-dev-runner"],
      mayDecrypt: ["user/ada", "role/hyperion-dev-runner"],
      keyGrants: [],
    });
    expect(facts.bucketPolicy).to.match(/^sha256:[0-9a-f]{64}$/);
  });

  it("finds nothing when nothing has changed", async () => {
    const { facts } = await review();
    expect(await review(facts)).to.deep.equal({ findings: [], facts });
  });

  it("tells what is new since the last review", async () => {
    const { facts } = await review();
    allowed = { ...allowed, "user/eve": ["s3:GetObject", "s3:PutObject", "kms:Decrypt"] };
    kmsMock.on(GetKeyPolicyCommand).resolves({ Policy: "another" });
    kmsMock.on(ListGrantsCommand).resolves({
      Grants: [{ GranteePrincipal: `${ACCOUNT}:user/eve`, Operations: ["Decrypt", "Encrypt"] }],
    });
    s3Mock.on(GetBucketPolicyCommand).resolves({ Policy: "another" });
    expect((await review(facts)).findings).to.deep.equal([
      "user/eve may read since the last review",
      "user/eve may write since the last review",
      "user/eve may decrypt since the last review",
      `${ACCOUNT}:user/eve: Decrypt,Encrypt was granted the key since the last review`,
      "the bucket policy has changed since the last review",
      "the key policy has changed since the last review",
    ]);
  });

  it("finds no fault with who may no longer", async () => {
    const { facts } = await review();
    allowed = {};
    expect((await review(facts)).findings).to.deep.equal([]);
  });

  it("tells a bucket that could be made public", async () => {
    s3Mock.on(GetPublicAccessBlockCommand).resolves({
      PublicAccessBlockConfiguration: { ...block(true), BlockPublicPolicy: false },
    });
    expect((await review()).findings).to.deep.equal(["public access to the bucket is not blocked"]);
  });
});

const created = { Path: "/", CreateDate: new Date("2026-01-01T00:00:00Z") };

function user(name: string) {
  return { ...created, UserName: name, UserId: name, Arn: `${ACCOUNT}:user/${name}` };
}

function role(name: string) {
  return { ...created, RoleName: name, RoleId: name, Arn: `${ACCOUNT}:role/${name}` };
}

function block(all: boolean) {
  return { BlockPublicAcls: all, BlockPublicPolicy: all, IgnorePublicAcls: all, RestrictPublicBuckets: all };
}
