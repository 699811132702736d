import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { drill } from "../../../../cli/commands/drill/drill";
import { diff } from "../../../../cli/commands/state/diff";
import { exportState } from "../../../../cli/commands/state/export";
import { restore } from "../../../../cli/commands/state/restore";
import { show } from "../../../../cli/commands/state/show";
import { verify } from "../../../../cli/commands/state/verify";
import { versions } from "../../../../cli/commands/state/versions";
import type { Context } from "../../../../cli/context";
import { commandContext, failureOf } from "../../../support/command-context";

const BUCKET = "hyperion-dev-state-111122223333-eu-west-1";
const HERE = "in account 111122223333, eu-west-1";
const ADVICE = "run `fleet bootstrap dev`, or choose the right account by AWS_PROFILE";
const STACK = { id: { project: "base", stack: "dev" }, environment: "dev" } as const;

const COMMANDS: Readonly<Record<string, (context: Context) => Promise<unknown>>> = {
  "state versions": (context) => versions(context, STACK, { limit: 20 }),
  "state show": (context) => show(context, STACK, "current"),
  "state diff": (context) => diff(context, STACK, "previous", "current"),
  "state export": (context) => exportState(context, STACK, "current", undefined),
  "state verify": (context) => verify(context, STACK, undefined),
  "state restore": (context) => restore(context, STACK, "previous", { yes: true }),
  "dr drill": (context) => drill(context, "dev"),
};

describe("a state command without its backend", () => {
  const configuration = { region: "eu-west-1" };
  const [sts, s3, kms] = [
    new STSClient(configuration),
    new S3Client(configuration),
    new KMSClient(configuration),
  ];
  const [stsMock, s3Mock, kmsMock] = [mockClient(sts), mockClient(s3), mockClient(kms)];
  let home: string;

  before(() => {
    home = mkdtempSync(join(tmpdir(), "fleet-state-"));
    writeFileSync(join(home, "Pulumi.dev.yaml"), "config:\n  aws:region: eu-west-1\n");
  });
  beforeEach(() => {
    for (const mock of [stsMock, s3Mock, kmsMock]) {
      mock.reset();
    }
    stsMock.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
    s3Mock.on(HeadBucketCommand).resolves({});
  });
  after(() => rmSync(home, { recursive: true }));

  const bucketAnswers = (httpStatusCode: number) =>
    s3Mock.on(HeadBucketCommand).rejects(Object.assign(new Error("S3"), { $metadata: { httpStatusCode } }));
  const keyAnswers = (name: string) =>
    kmsMock.on(DescribeKeyCommand).rejects(Object.assign(new Error(name), { name }));
  const faults: ReadonlyArray<readonly [string, () => unknown, string]> = [
    ["a missing bucket", () => bucketAnswers(404), `state bucket ${BUCKET} is missing ${HERE}: ${ADVICE}`],
    [
      "a bucket of another account",
      () => bucketAnswers(403),
      `state bucket ${BUCKET} of dev is not to be read by these credentials of account 111122223333: s3:ListBucket is denied, or the bucket belongs to another account; choose the credentials of dev by AWS_PROFILE`,
    ],
    [
      "a bucket of another region",
      () => bucketAnswers(301),
      `state bucket ${BUCKET} is in another region than eu-west-1: correct aws:region in Pulumi.dev.yaml`,
    ],
    [
      "a missing key",
      () => keyAnswers("NotFoundException"),
      `state key alias/hyperion-dev-state is missing ${HERE}: ${ADVICE}`,
    ],
  ];
  for (const [name, run] of Object.entries(COMMANDS)) {
    for (const [fault, cause, message] of faults) {
      it(`${name} names ${fault}, and does nothing`, async () => {
        cause();
        const failure = await failureOf(run(commandContext({ home, clients: { sts, s3, kms } })));
        expect([failure.name, failure.message]).to.deep.equal(["BackendUnavailable", message]);
        const calls = s3Mock.calls().map(({ args: [command] }) => command.constructor.name);
        expect(calls).to.deep.equal(["HeadBucketCommand"]);
      });
    }
  }
});
