import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { BatchWriteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { expect } from "chai";
import { indexStack } from "../../backend/registry/index-stack";
import { RegistryTable } from "../../backend/registry/registry-table";
import type { Clients } from "../../cli/clients";
import { check } from "../../cli/commands/access/check";
import type { StoryEvent } from "../../cli/story/story-event";
import { ACCESS_ROLES, type AccessRole, accessPolicyName } from "../../contracts/access-role";
import type { FleetError } from "../../contracts/errors";
import { requestItem } from "../../contracts/request-row";
import { type CommandContext, commandContext, failureOf } from "../support/command-context";
import { clientConfiguration, expectSuccess, startTestFleet, type TestFleet } from "../support/fleet";
import {
  attempts,
  checkpointOf,
  isDenied,
  ownedQuery,
  type Person,
  REGISTRY,
  REQUESTS,
  signIn,
  stateOf,
  TRUST,
} from "../support/people";
import { request, SPEC } from "../support/request-fixture";
import { STATE_BUCKET } from "../support/stack-state";

/** Teams that ask for enclaves; the name of one is how that of another begins. */
const TEAMS = ["pay", "payments", "billing"] as const;

describe("policies for people, with IAM's enforcement on", function () {
  this.timeout(1_200_000);
  let fleet: TestFleet;
  let root: Pick<Clients, "dynamodb" | "s3" | "kms" | "iam" | "sts">;
  let secret: Uint8Array;
  const clients: { destroy(): void }[] = [];

  before(async () => {
    fleet = await startTestFleet();
    expectSuccess(await fleet.run("bootstrap", "dev"));
    expectSuccess(await fleet.run("up", "base", "dev"));
    const configuration = clientConfiguration(fleet);
    root = {
      dynamodb: kept(new DynamoDBClient(configuration)),
      s3: kept(new S3Client({ ...configuration, forcePathStyle: true })),
      kms: kept(new KMSClient(configuration)),
      iam: kept(new IAMClient(configuration)),
      sts: kept(new STSClient(configuration)),
    };
    const { dynamodb, s3, kms, iam } = root;
    const registry = {
      bucket: { s3, name: STATE_BUCKET },
      table: new RegistryTable(dynamodb, REGISTRY),
      environment: "dev",
      region: "eu-west-1",
    } as const;
    for (const team of TEAMS) {
      const id = `${team}-signer`;
      const Item = requestItem(request({ id, owner: team }));
      await dynamodb.send(new PutItemCommand({ TableName: REQUESTS, Item }));
      await s3.send(
        new PutObjectCommand({
          Bucket: STATE_BUCKET,
          Key: checkpointOf(id),
          Body: stateOf(team),
        }),
      );
      await indexStack(registry, { project: "enclave", stack: id });
    }
    const { CiphertextBlob = new Uint8Array() } = await kms.send(
      new EncryptCommand({ KeyId: "alias/hyperion-dev-state", Plaintext: Buffer.from("password") }),
    );
    secret = CiphertextBlob;
    for (const role of ACCESS_ROLES) {
      await iam.send(new CreateRoleCommand({ RoleName: role, AssumeRolePolicyDocument: TRUST }));
      await iam.send(
        new AttachRolePolicyCommand({
          RoleName: role,
          PolicyArn: `arn:aws:iam::000000000000:policy/${accessPolicyName("dev", role)}`,
        }),
      );
    }
  });
  after(async () => {
    for (const client of clients) {
      client.destroy();
    }
    await fleet?.stop();
  });

  function kept<Client extends { destroy(): void }>(client: Client): Client {
    clients.push(client);
    return client;
  }

  async function person(role: AccessRole, team?: string): Promise<Person> {
    const someone = await signIn(fleet, role, team);
    clients.push({ destroy: someone.close });
    return someone;
  }

  /** What of the attempts AWS lets through. */
  async function allowed(someone: Person, team: string): Promise<readonly string[]> {
    const through: string[] = [];
    for (const [what, attempt] of Object.entries(attempts(someone, team, secret))) {
      if (!(await isDenied(attempt()))) {
        through.push(what);
      }
    }
    return through;
  }

  const SEEING = [
    "read its request",
    "see its record",
    "list its requests",
    "follow its execution",
    "read its state",
    "list everybody's requests",
    "list every state",
  ];
  const OWN = [
    "read its request",
    "write its request",
    "change its request",
    "see its record",
    "list its requests",
    "follow its execution",
    "read its state",
  ];
  const OPERATING = [
    "read its request",
    "write its request",
    "change its request",
    "see its record",
    "list its requests",
    "follow its execution",
    "write the registry",
    "read its state",
    "write its state",
    "release its lock",
    "list everybody's requests",
    "list every state",
    "decrypt secrets",
  ];

  it("let a requester see and change what is of their team, and nothing of another's", async () => {
    const requester = await person("requester", "payments");
    expect(await allowed(requester, "payments")).to.deep.equal(OWN);
    expect(await allowed(requester, "billing")).to.deep.equal([]);
    expect(await allowed(requester, "pay"), "a shorter name").to.deep.equal([]);
    const { Items = [] } = await requester.dynamodb.send(ownedQuery("payments"));
    expect(Items.map(({ name }) => name?.S)).to.deep.equal(["enclave/payments-signer"]);
  });

  it("do not let a team's name reach into that of another", async () => {
    expect(await allowed(await person("requester", "pay"), "payments")).to.deep.equal([]);
    for (const team of ["payments-signer", "payments.json", "payments-signer/payments-signer"]) {
      expect(await allowed(await person("requester", team), "payments"), team).to.deep.equal([]);
    }
    expect(await allowed(await person("requester"), "payments"), "no team").to.deep.equal([]);
  });

  it("let a requester take no second partition along", async () => {
    const { dynamodb } = await person("requester", "payments");
    const both = new BatchWriteItemCommand({
      RequestItems: {
        [REQUESTS]: ["payments-signer", "billing-signer"].map((id) => ({
          PutRequest: { Item: requestItem(request({ id })) },
        })),
      },
    });
    expect(await isDenied(dynamodb.send(both))).to.equal(true);
  });

  it("let a reader see everything but secrets, and change nothing", async () => {
    const reader = await person("reader");
    for (const team of TEAMS) {
      expect(await allowed(reader, team), team).to.deep.equal(SEEING);
    }
  });

  it("let an operator change everybody's, and only an admin remove rows", async () => {
    expect(await allowed(await person("operator"), "billing")).to.deep.equal(OPERATING);
    expect(await allowed(await person("admin"), "billing")).to.have.members([
      ...OPERATING,
      "delete its request's row",
    ]);
  });

  it("are told by the commands, with the action that is denied", async () => {
    const requester = await person("requester", "payments");
    const own = expectSuccess(await requester.run("enclave", "show", "dev", "payments-signer", "--json"));
    expect(JSON.parse(own.stdout)).to.include({ id: "payments-signer", owner: "payments" });
    const { code, stderr } = await requester.run("enclave", "show", "dev", "billing-signer");
    expect([code, stderr]).to.deep.equal([
      1,
      "error: request table hyperion-dev-requests of dev is not to be used by these credentials: dynamodb:GetItem is denied; choose the credentials of dev by AWS_PROFILE\n",
    ]);
  });

  describe("a requester's commands", () => {
    let requester: Person;
    before(async () => {
      requester = await person("requester", "payments");
    });

    const json = async (...args: readonly string[]) =>
      JSON.parse(expectSuccess(await requester.run(...args, "--json")).stdout);
    const refusal = async (...args: readonly string[]) => (await requester.run(...args)).stderr;

    it("list what is of their team, and nobody else's", async () => {
      const requests = await json("enclave", "list", "dev", "--owner", "payments");
      expect(requests.map(({ id }: { id: string }) => id)).to.deep.equal(["payments-signer"]);
      expect(await refusal("enclave", "list", "dev")).to.equal(
        "error: the requests of everybody in dev are not to be listed by these credentials: dynamodb:Scan is denied; list those of your team by --owner <team>, or by FLEET_OWNER, or choose other credentials of dev by AWS_PROFILE\n",
      );
      expect(await refusal("enclave", "list", "dev", "--owner", "billing")).to.equal(
        "error: request table hyperion-dev-requests of dev is not to be used by these credentials: dynamodb:Query is denied; choose the credentials of dev by AWS_PROFILE\n",
      );
      const { workspaces } = await json("workspace", "list", "dev", "--owner", "payments");
      expect(workspaces.map(({ name }: { name: string }) => name)).to.deep.equal(["enclave/payments-signer"]);
      expect(await refusal("workspace", "list", "dev", "--owner", "billing")).to.equal(
        "error: no environment can be reached\n  - dev: registry hyperion-dev-registry is not to be asked this by these credentials: dynamodb:Query is denied; a requester asks for what is of their team, by --owner <team> or FLEET_OWNER\n",
      );
    });

    it("show a workspace of their team by its record alone, for they may not look at the bucket", async () => {
      const shown = ["workspace", "show", "payments-signer", "--env", "dev", "--owner", "payments"];
      expect(await json(...shown)).to.include({ name: "enclave/payments-signer", owner: "payments" });
      expect(
        await refusal("workspace", "show", "billing-signer", "--env", "dev", "--owner", "payments"),
      ).to.equal(
        "error: the registry knows no workspace billing-signer in dev: `fleet workspace list --status any` shows what it knows, `fleet registry rebuild <env>` records what it missed\n",
      );
    });

    it("ask for an enclave, tell its story as far as it may be read, and give it back", async () => {
      const path = join(fleet.home, "payments-vault.json");
      writeFileSync(path, JSON.stringify({ id: "payments-vault", spec: SPEC }));
      const asked = await json("enclave", "request", "dev", path, "--owner", "payments");
      expect(asked).to.include({ id: "payments-vault", owner: "payments", status: "PENDING" });
      const { events, unread } = await json("enclave", "why", "dev", "payments-vault");
      expect(events.map(({ source }: StoryEvent) => source)).to.deep.equal(["request", "request"]);
      expect(unread).to.deep.equal([{ source: "operations log", denied: "s3:ListBucket" }]);
      expect(await refusal("enclave", "wait", "dev", "payments-vault", "--timeout", "1")).to.equal(
        "error: request payments-vault is still PENDING after 1 s: it goes on; wait again with `fleet enclave wait`\n",
      );
      const given = await json("enclave", "delete", "dev", "payments-vault", "--yes");
      expect(given).to.include({ desiredState: "DESTROYED", generation: 2 });
    });
  });

  describe("fleet access check", () => {
    let context: CommandContext;
    beforeEach(() => {
      context = commandContext({ home: fleet.home, clients: root });
    });

    const ask = (role: string, action: string, target: string, team?: string) =>
      check(context, "dev", { role, action, target, team });

    it("answers as enforcement does", async () => {
      const cases: readonly [role: AccessRole, action: string, team: string | undefined, may: boolean][] = [
        ["requester", "see", "payments", true],
        ["requester", "read", "payments", true],
        ["requester", "create", "payments", true],
        ["requester", "change", "payments", true],
        ["requester", "unlock", "payments", false],
        ["requester", "decrypt", "payments", false],
        ["requester", "see", "billing", false],
        ["requester", "read", "billing", false],
        ["requester", "change", "pay", false],
        ["reader", "see", undefined, true],
        ["reader", "read", undefined, true],
        ["reader", "change", undefined, false],
        ["reader", "decrypt", undefined, false],
        ["operator", "unlock", undefined, true],
        ["operator", "decrypt", undefined, true],
        ["operator", "forget", undefined, false],
        ["admin", "forget", undefined, true],
      ];
      for (const [role, action, team, may] of cases) {
        const answer = ask(role, action, "enclave/payments-signer", team);
        const name = may ? await answer : (await failureOf(answer)).name;
        expect(name, `${role} ${team} ${action}`).to.equal(may ? undefined : "CheckFailed");
      }
    });

    it("names the statement that allows something", async () => {
      await ask("requester", "change", "enclave/payments-signer", "payments");
      expect(context.said.lines).to.deep.equal([
        "yes dynamodb:UpdateItem on arn:aws:dynamodb:eu-west-1:000000000000:table/hyperion-dev-requests",
        "    hyperion-dev-access-requester: statement OwnRequests allows it",
        "a requester of team payments may change enclave/payments-signer in dev",
      ]);
    });

    it("says what stands in the way", async () => {
      expect(await failureOf(ask("requester", "see", "enclave/billing-signer", "payments"))).to.deep.include({
        message: "a requester of team payments may not see enclave/billing-signer in dev",
        details: [
          "dynamodb:Query: statement OwnLists allows it only where dynamodb:LeadingKeys is like payments, aws:PrincipalTag/Owner is there, dynamodb:LeadingKeys is there, and aws:PrincipalTag/Owner is not like *-*, *.*, */*",
        ],
      });
      const { details } = (await failureOf(
        ask("requester", "read", "enclave/billing-signer", "payments"),
      )) as FleetError;
      expect(details).to.have.length(1);
      expect(details[0]).to.match(
        /^s3:GetObject: statement OwnState allows it only on arn:aws:s3:::hyperion-dev-state-[^,]*\/\.pulumi\/stacks\/enclave\/payments\.\*, /,
      );
      expect(await failureOf(ask("reader", "forget", "base/dev"))).to.deep.include({
        message: "a reader may not forget base/dev in dev",
        details: ["dynamodb:DeleteItem: no statement allows it"],
      });
    });
  });
});
