import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { stringify } from "yaml";
import { deleteEnclave } from "../../../../cli/commands/enclave/delete";
import { list } from "../../../../cli/commands/enclave/list";
import { request } from "../../../../cli/commands/enclave/request";
import type { EnclaveRequest } from "../../../../contracts/enclave-request";
import { requestCost } from "../../../../contracts/prices/request-cost";
import { commandContext, failureOf } from "../../../support/command-context";
import { memoryBucket } from "../../../support/memory-bucket";
import { request as enclaveRequest } from "../../../support/request-fixture";
import { workspace } from "../../../support/workspace-scenario";

describe("fleet enclave", () => {
  const configuration = { region: "eu-west-1" };
  const sts = new STSClient(configuration);
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(configuration));
  const [stsMock, table] = [mockClient(sts), mockClient(documents)];
  const options = { validate: true };
  let home: string;
  const context = (answer?: string) => commandContext({ home, clients: { sts, documents }, answer });

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "fleet-request-"));
    writeFileSync(join(home, "Pulumi.dev.yaml"), "config:\n  aws:region: eu-west-1\n");
    stsMock.reset();
    table.reset();
    stsMock
      .on(GetCallerIdentityCommand)
      .resolves({ Arn: "arn:aws:sts::111122223333:assumed-role/team/grace" });
    table.on(GetCommand).resolves({});
  });
  afterEach(() => rmSync(home, { recursive: true }));

  function write(content: unknown): string {
    const path = join(home, "request.yaml");
    writeFileSync(path, stringify(content));
    return path;
  }
  function present(row: EnclaveRequest): void {
    table
      .on(GetCommand, { TableName: "hyperion-dev-requests", Key: { id: "signer" }, ConsistentRead: true })
      .resolves({
        Item: row,
      });
  }
  const { id, owner, spec } = enclaveRequest();

  it("puts a new row, and only where there is none", async () => {
    await request(context(), "dev", write({ id, owner, spec }), options);
    const [put] = table.commandCalls(PutCommand);
    expect(put?.args[0].input).to.deep.equal({
      TableName: "hyperion-dev-requests",
      Item: enclaveRequest(),
      ConditionExpression: "attribute_not_exists(id)",
    });
  });

  it("says what it will cost before it is made, in a dry run that writes nothing", async () => {
    const asked = context();
    await request(asked, "dev", write({ id, owner, spec }), { ...options, dryRun: true });
    const cost = requestCost(spec, "eu-west-1");
    expect(asked.said.lines).to.deep.equal([
      "signer: would be requested; nothing is asked for (--dry-run)",
      "  cost on c6i.xlarge: about $0.19 an hour, $135.79 a month, $4.46 for the 24 h that it is needed",
      "  of one host that runs 730 h, with 30 GiB of gp3 volumes; traffic and logs are billed by use",
      `  prices: ${cost.pricesOf}`,
    ]);
    expect(asked.said.results).to.deep.equal([{ id, outcome: "requested", cost }]);
    present(enclaveRequest({ status: "DEPLOYED" }));
    const again = context();
    await request(again, "dev", write({ id, owner, spec: { ...spec, vcpus: 4 } }), {
      ...options,
      dryRun: true,
    });
    expect(again.said.lines[0]).to.equal("signer: would be changed; nothing is asked for (--dry-run)");
    expect(again.said.lines[1]).to.match(/^ {2}cost on c6i\.2xlarge: /);
    expect([...table.commandCalls(PutCommand), ...table.commandCalls(UpdateCommand)]).to.deep.equal([]);
  });

  it("says the cost also of what it asks for, and that it does not know one", async () => {
    writeFileSync(join(home, "Pulumi.dev.yaml"), "config:\n  aws:region: ap-south-2\n");
    const asked = context();
    await request(asked, "dev", write({ id, owner, spec }), options);
    expect(asked.said.lines.slice(0, 2)).to.deep.equal([
      "signer: requested (generation 1)",
      "  cost on c6i.xlarge: not known: region ap-south-2 is not in the price table",
    ]);
  });

  it("takes who is named for the owner when the file names none", async () => {
    await request(context(), "dev", write({ id, spec }), { ...options, owner: "billing" });
    await request(context(), "dev", write({ id, owner, spec }), { ...options, owner: "billing" });
    const owners = table.commandCalls(PutCommand).map(({ args }) => args[0].input.Item?.owner);
    expect(owners).to.deep.equal(["billing", owner]);
  });

  it("takes the credentials' session for the owner when the file names none", async () => {
    await request(context(), "dev", write({ id, spec }), options);
    expect(table.commandCalls(PutCommand)[0]?.args[0].input.Item?.owner).to.equal("grace");
  });

  it("takes the person at the keyboard for the owner when the credentials are the account's root", async () => {
    stsMock.on(GetCallerIdentityCommand).resolves({ Arn: "arn:aws:iam::111122223333:root" });
    await request(context(), "dev", write({ id, spec }), options);
    expect(table.commandCalls(PutCommand)[0]?.args[0].input.Item?.owner).to.equal("ada");
  });

  it("changes nothing when the same is asked for again", async () => {
    present(enclaveRequest({ status: "DEPLOYED" }));
    const asked = context();
    await request(asked, "dev", write({ id, owner, spec }), options);
    expect(asked.said.lines[0]).to.equal("signer: unchanged (generation 1)");
    expect(table.commandCalls(UpdateCommand)).to.deep.equal([]);
  });

  it("asks again after a failure, on the condition that nobody else did", async () => {
    present(enclaveRequest({ status: "FAILED", generation: 4, statusGeneration: 4 }));
    await request(context(), "dev", write({ id, owner, spec }), options);
    const input = table.commandCalls(UpdateCommand)[0]?.args[0].input;
    expect(input?.ConditionExpression).to.equal("generation = :read");
    expect(input?.ExpressionAttributeValues).to.include({
      ":read": 4,
      ":generation": 5,
      ":desiredState": "DEPLOYED",
    });
  });

  it("says so when somebody else was faster", async () => {
    present(enclaveRequest({ status: "FAILED" }));
    table.on(UpdateCommand).rejects(Object.assign(new Error(), { name: "ConditionalCheckFailedException" }));
    const error = await failureOf(request(context(), "dev", write({ id, owner, spec }), options));
    expect(error).to.include({
      name: "OperationRefused",
      message:
        "request signer was changed by somebody else meanwhile: look at it with `fleet enclave show` and try again",
    });
  });

  it("names the table that is missing", async () => {
    table.on(GetCommand).rejects(Object.assign(new Error(), { name: "ResourceNotFoundException" }));
    const error = await failureOf(request(context(), "dev", write({ id, owner, spec }), options));
    expect(error.message).to.equal(
      "request table hyperion-dev-requests is missing: run `fleet up base dev`, or choose the right account by AWS_PROFILE",
    );
  });

  it("asks for one owner's requests by their index, and says what to do where it is not there yet", async () => {
    table.on(QueryCommand).resolvesOnce({ Items: [enclaveRequest()] });
    const asked = context();
    await list(asked, "dev", { owner: "payments" });
    expect(asked.said.results).to.deep.equal([[enclaveRequest()]]);
    expect(table.commandCalls(QueryCommand)[0]?.args[0].input).to.deep.include({
      TableName: "hyperion-dev-requests",
      IndexName: "byOwner",
      KeyConditionExpression: "#owner = :owner",
      ExpressionAttributeNames: { "#owner": "owner" },
      ExpressionAttributeValues: { ":owner": "payments" },
    });
    const missing = new Error("The table does not have the specified index: byOwner");
    table.on(QueryCommand).rejects(Object.assign(missing, { name: "ValidationException" }));
    expect((await failureOf(list(context(), "dev", { owner: "payments" }))).message).to.equal(
      "request table hyperion-dev-requests cannot be asked by owner yet: run `fleet up base dev`",
    );
  });

  it("hands in a bad spec unchecked when it is told to, but never a bad id or owner", async () => {
    const bad = { ...spec, vcpus: 3 };
    expect(
      (await failureOf(request(context(), "dev", write({ id, owner, spec: bad }), options))).name,
    ).to.equal("RequestRejected");
    await request(context(), "dev", write({ id, owner, spec: bad }), { validate: false });
    expect(table.commandCalls(PutCommand)).to.have.lengthOf(1);
    const unchecked = request(context(), "dev", write({ id: "../x", owner, spec }), { validate: false });
    expect((await failureOf(unchecked)).name).to.equal("InvalidName");
    const unowned = request(context(), "dev", write({ id, owner: 7, spec }), { validate: false });
    expect((await failureOf(unowned)).message).to.equal(
      `the owner in ${join(home, "request.yaml")} is 7: use a text that is not empty, for instance payments`,
    );
  });

  it("names a file that is not there, or is no request", async () => {
    const missing = await failureOf(request(context(), "dev", join(home, "none.yaml"), options));
    expect(missing.message).to.equal(
      `${join(home, "none.yaml")} is not there: give the path of a YAML or JSON file`,
    );
    const list = await failureOf(request(context(), "dev", write([1]), options));
    expect(list.message).to.equal(
      `${join(home, "request.yaml")} must hold an object with id, owner and spec`,
    );
  });

  describe("with a workspace", () => {
    const bucket = memoryBucket();
    const inWorkspace = (name: string) =>
      request(
        commandContext({ home, clients: { sts, documents, s3: bucket.s3 } }),
        "dev",
        write({ id, owner, spec }),
        { ...options, workspace: name },
      );
    beforeEach(() => {
      stsMock.on(GetCallerIdentityCommand).resolves({ Account: "111122223333" });
      bucket.put(".fleet/workspaces/pr-123.json", JSON.stringify(workspace()));
    });

    it("puts the row of that workspace's pipeline", async () => {
      await inWorkspace("pr-123");
      expect(table.commandCalls(PutCommand)[0]?.args[0].input.Item).to.deep.equal(
        enclaveRequest({ workspace: "pr-123" }),
      );
    });

    it("refuses one that is not there, or does not work", async () => {
      bucket.put(".fleet/workspaces/pr-7.json", JSON.stringify(workspace({ name: "pr-7", status: "error" })));
      for (const [name, is] of [
        ["pr-8", "is not there"],
        ["pr-7", "is error"],
      ] as const) {
        expect(await failureOf(inWorkspace(name))).to.include({
          name: "InvalidArgument",
          message: `workspace ${name} of dev ${is}: create it with \`fleet workspace create ${name} --from dev\`, or leave --workspace out`,
        });
      }
    });

    for (const [present, asked, message] of [
      [undefined, "pr-123", "request signer is no workspace's: choose another id, or leave --workspace out"],
      [
        "pr-7",
        "pr-123",
        "request signer belongs to workspace pr-7: choose another id, or add --workspace pr-7",
      ],
    ] as const) {
      it(`never moves a request of ${present ?? "the environment"} into another pipeline`, async () => {
        table.on(GetCommand).resolves({ Item: enclaveRequest({ ...(present && { workspace: present }) }) });
        expect(await failureOf(inWorkspace(asked))).to.include({ name: "OperationRefused", message });
        expect(table.commandCalls(UpdateCommand)).to.deep.equal([]);
      });
    }

    it("keeps the workspace of a request that is destroyed by its own pipeline", async () => {
      present(enclaveRequest({ status: "DEPLOYED", workspace: "pr-123" }));
      const context = commandContext({ home, clients: { sts, documents } });
      await deleteEnclave(context, "dev", "signer", { yes: true });
      expect(table.commandCalls(UpdateCommand)[0]?.args[0].input.UpdateExpression).to.equal(
        "SET generation = :generation, desiredState = :desiredState, spec = :spec, updatedAt = :updatedAt",
      );
      expect(context.said.results[0]).to.include({ workspace: "pr-123", desiredState: "DESTROYED" });
    });
  });

  it("destroys only what was confirmed by its name", async () => {
    present(enclaveRequest({ status: "DEPLOYED" }));
    const refused = await failureOf(deleteEnclave(context("no"), "dev", "signer", { yes: false }));
    expect(refused.message).to.equal('"no" is not signer: nothing was changed');
    await deleteEnclave(context("signer"), "dev", "signer", { yes: false });
    expect(table.commandCalls(UpdateCommand)[0]?.args[0].input.ExpressionAttributeValues).to.include({
      ":desiredState": "DESTROYED",
      ":generation": 2,
    });
  });
});
