import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DecryptCommand, EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "chai";
import { parseDocument } from "yaml";
import { checkpointKey } from "../../backend/layout";
import type { Profile } from "../../contracts/local-profile";
import { failureOf } from "../support/command-context";
import {
  clientConfiguration,
  expectSuccess,
  type Finished,
  startFleet,
  startTestFleet,
  type TestFleet,
} from "../support/fleet";
import { createUser, type UserCredentials } from "../support/iam-user";

const BUCKET = "hyperion-staging-state-000000000000-eu-west-1";
const TABLE = "hyperion-staging-requests";
/** The emulator takes an access key of twelve digits for the root user of that account. */
const OTHER_ACCOUNT = { accessKeyId: "222222222222", secretAccessKey: "test" };

const OF_STATE: readonly string[] = [
  "bootstrap staging",
  "up base staging",
  "preview base staging",
  "refresh base staging",
  "outputs state staging",
  "down runtime staging --yes",
  "status staging",
  "state versions state staging",
  "state show state staging",
  "state diff state staging",
  "state export state staging",
  "state verify state staging",
  "state restore state staging previous --yes",
  "recover state staging",
  "lock list staging",
  "lock show state staging",
  "lock release state staging",
  "drift staging",
  "audit show staging --since 1d",
  "audit verify staging",
  "hygiene daily staging",
  "dr drill staging",
];
/** With the action that is denied first. */
const OF_REQUESTS: ReadonlyArray<readonly [command: string, action: string]> = [
  ["enclave show staging payments-signer", "dynamodb:GetItem"],
  ["enclave request staging examples/payments-signer.yaml", "dynamodb:GetItem"],
  ["enclave delete staging payments-signer", "dynamodb:GetItem"],
];

/** Commands that run at the same time: each mostly waits for its own start. */
const WIDTH = 3;

describe("credentials of dev", function () {
  this.timeout(600_000);
  let fleet: TestFleet;
  let s3: S3Client;

  before(async () => {
    fleet = await startTestFleet();
    for (const each of await Promise.all(["dev", "staging"].map((env) => fleet.run("bootstrap", env)))) {
      expectSuccess(each);
    }
    s3 = new S3Client(clientConfiguration(fleet));
  });
  after(async () => {
    s3?.destroy();
    await fleet?.stop();
  });

  /** Everything that was ever in staging's state bucket. */
  async function stagingVersions(): Promise<readonly string[]> {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(
      new ListObjectVersionsCommand({ Bucket: BUCKET }),
    );
    return [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => `${Key} ${VersionId}`).sort();
  }

  /** `fleet` with other credentials. */
  function runsAs(name: string, credentials: UserCredentials): (command: string) => Promise<Finished> {
    const profile: Profile = {
      pid: process.pid,
      endpoint: fleet.emulator.endpoint,
      environment: {
        ...fleet.environment,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      },
      home: fleet.home,
      logs: fleet.home,
    };
    const path = join(fleet.home, `${name}.json`);
    writeFileSync(path, JSON.stringify(profile));
    return (command) => startFleet(command.split(" "), path).finished;
  }

  /** Each command fails with its message and nothing else, and staging is as it was. */
  async function expectRefused(
    run: (command: string) => Promise<Finished>,
    messages: ReadonlyArray<readonly [command: string, message: string]>,
  ): Promise<void> {
    const before = await stagingVersions();
    const left = [...messages];
    const work = async () => {
      for (let next = left.shift(); next; next = left.shift()) {
        const [command, message] = next;
        const { code, stderr } = await run(command);
        expect(stderr, command).to.equal(`error: ${message}\n`);
        expect(code, command).to.equal(1);
      }
    };
    await Promise.all(Array.from({ length: WIDTH }, work));
    expect(await stagingVersions()).to.deep.equal(before);
  }

  describe("in an account of its own", () => {
    const MESSAGE =
      "staging is in account 000000000000, and these credentials are of account 222222222222: choose those of staging by AWS_PROFILE, or correct fleet:accountId in Pulumi.staging.yaml";

    let path: string;
    let shipped: string;
    before(() => {
      path = join(fleet.home, "Pulumi.staging.yaml");
      shipped = readFileSync(path, "utf8");
      const settings = parseDocument(shipped);
      settings.setIn(["config", "fleet:accountId"], "000000000000");
      writeFileSync(path, settings.toString());
    });
    after(() => writeFileSync(path, shipped));

    it("are refused by every command on staging, which says the two accounts", async () => {
      const commands = [...OF_STATE, "enclave list staging", ...OF_REQUESTS.map(([command]) => command)];
      await expectRefused(
        runsAs("other-account", OTHER_ACCOUNT),
        commands.map((command) => [command, MESSAGE]),
      );
      expectSuccess(await fleet.run("outputs", "state", "staging"));
    });
  });

  describe("in the same account", () => {
    let credentials: UserCredentials;
    let run: (command: string) => Promise<Finished>;
    before(async () => {
      const { stdout } = expectSuccess(await fleet.run("outputs", "state", "dev", "--json"));
      credentials = await createUser(fleet, "dev-deployer", JSON.parse(stdout).writePolicyArn);
      run = runsAs("dev-deployer", credentials);
    });

    it("work on dev", async () => {
      expectSuccess(await run("outputs state dev"));
    });

    it("are refused by every command on staging, which says the denied action", async () => {
      const state = `state bucket ${BUCKET} of staging is not to be read by these credentials of account 000000000000: s3:ListBucket is denied, or the bucket belongs to another account; choose the credentials of staging by AWS_PROFILE`;
      await expectRefused(run, [
        ...OF_STATE.map((command) => [command, state] as const),
        [
          "enclave list staging",
          "the requests of everybody in staging are not to be listed by these credentials: dynamodb:Scan is denied; list those of your team by --owner <team>, or by FLEET_OWNER, or choose other credentials of staging by AWS_PROFILE",
        ],
        ...OF_REQUESTS.map(
          ([command, action]) =>
            [
              command,
              `request table ${TABLE} of staging is not to be used by these credentials: ${action} is denied; choose the credentials of staging by AWS_PROFILE`,
            ] as const,
        ),
      ]);
    });

    it("open neither staging's bucket nor its key", async () => {
      const configuration = { ...clientConfiguration(fleet), credentials };
      const theirs = new S3Client(configuration);
      const kms = new KMSClient(configuration);
      const object = {
        Bucket: BUCKET,
        Key: checkpointKey({ project: "state", stack: "staging" }, "none"),
      };
      const KeyId = "alias/hyperion-staging-state";
      const root = new KMSClient(clientConfiguration(fleet));
      const { CiphertextBlob } = await root.send(
        new EncryptCommand({ KeyId, Plaintext: Buffer.from("secret") }),
      );
      const before = await stagingVersions();
      const calls = [
        () => theirs.send(new ListObjectsV2Command({ Bucket: BUCKET })),
        () => theirs.send(new GetObjectCommand(object)),
        () => theirs.send(new PutObjectCommand({ ...object, Body: "{}" })),
        () => theirs.send(new DeleteObjectCommand(object)),
        () => kms.send(new DecryptCommand({ CiphertextBlob })),
        () => kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from("secret") })),
      ];
      for (const call of calls) {
        expect((await failureOf(call())).name).to.match(/^AccessDenied(Exception)?$/);
      }
      expect(await stagingVersions()).to.deep.equal(before);
      for (const client of [theirs, kms, root]) {
        client.destroy();
      }
    });
  });
});
