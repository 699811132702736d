import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { GetRoleCommand } from "@aws-sdk/client-iam";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { ListObjectsV2Command } from "@aws-sdk/client-s3";
import { ListExecutionsCommand, ListStateMachinesCommand } from "@aws-sdk/client-sfn";
import { expect } from "chai";
import type { StoryEvent } from "../../cli/story/story-event";
import { baseNames } from "../../contracts/base-names";
import type { EnclaveRequest } from "../../contracts/enclave-request";
import type { Guidance } from "../../contracts/error-catalogue";
import { runtimeNames } from "../../contracts/runtime-names";
import { enclaveClients, resourcesOfEnclave } from "../../local/leftovers";
import { eventually } from "../support/eventually";
import { expectAllFound } from "../support/found-resources";
import { LocalFleet } from "../support/local-fleet";
import { requestFile } from "../support/request-file";
import { stopAtFirstFailure } from "../support/steps";

/** What `fleet up --json` prints for each project. */
interface UpReport {
  readonly project: string;
  readonly changes: Readonly<Record<string, number>>;
}

/** What `fleet enclave why --json` prints. */
interface Story {
  readonly failure?: StoryEvent;
  readonly guidance?: Guidance;
  readonly events: readonly StoryEvent[];
}

const GOOD = "examples/payments-signer.yaml";
const BAD = "examples/bad-request.yaml";
const BACKEND = "hyperion-dev-state-000000000000-eu-west-1";

describe("the main job on one machine", function () {
  this.timeout(900_000);
  // Each step stands on the one before it.
  stopAtFirstFailure();
  let local: LocalFleet;

  before(async () => {
    local = await LocalFleet.start();
  });

  after(async () => {
    await local?.stop();
  });

  const show = (id: string) => local.json<EnclaveRequest>("enclave", "show", "dev", id);
  const why = (id: string) => local.json<Story>("enclave", "why", "dev", id);
  const leftOf = (id: string) => resourcesOfEnclave(enclaveClients(local.profile), "dev", id);

  async function executionsOf(id: string): Promise<string[]> {
    const { stateMachines = [] } = await local.aws.sfn.send(new ListStateMachinesCommand({}));
    const names = await Promise.all(
      stateMachines.map(async ({ stateMachineArn }) => {
        const { executions = [] } = await local.aws.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
        return executions.map(({ name = "" }) => name);
      }),
    );
    return names
      .flat()
      .filter((name) => name.startsWith(`${id}-g`))
      .sort();
  }

  it("bootstraps the environment, and finds it done the second time", async () => {
    for (const attempt of [1, 2]) {
      const { exitCode, stderr } = await local.run("bootstrap", "dev");
      expect(exitCode, `attempt ${attempt}: ${stderr}`).to.equal(0);
    }
  });

  it("brings up base and runtime, and has nothing to change the second time", async () => {
    const [base, runtime] = await local.json<UpReport[]>("up", "all", "dev").then(onlyCreated);
    expect(base).to.be.greaterThan(60);
    expect(runtime).to.be.greaterThan(40);
    const [enclaves, ...projects] = (await local.json<UpReport[]>("up", "all", "dev")).toReversed();
    for (const report of projects) {
      expect(report.changes, report.project).to.have.all.keys("same");
    }
    expect(enclaves).to.deep.include({ project: "enclave", changes: {} });
  });

  it("lets one of two `up`s of a stack run and tells the other who has the stack, since when and for what", async () => {
    const first = local.run("up", "base", "dev");
    await eventually("the first `up` holds the lock", async () => {
      const { KeyCount: count = 0 } = await local.aws.s3.send(
        new ListObjectsV2Command({ Bucket: BACKEND, Prefix: ".pulumi/locks/organization/base/dev/" }),
      );
      return count > 0;
    });
    const second = await local.run("up", "base", "dev");
    expect(second.exitCode).to.not.equal(0);
    expect(second.stderr).to.match(
      /error: base dev is in use: wait for it, for instance with --wait 10m\n {2}- \S+ on \S+ \(process \d+\) since \S+ for up: /,
    );
    expect((await first).exitCode).to.equal(0);
  });

  it("deploys a request under the boundary and gives the host's outputs back", async () => {
    const { exitCode, stdout, stderr } = await local.run("enclave", "request", "dev", GOOD, "--wait");
    expect(exitCode, stderr + local.log).to.equal(0);
    expect(stdout).to.match(/PENDING[\s\S]*DEPLOYED/);
    const request = await show("payments-signer");
    expect(request).to.include({ status: "DEPLOYED", generation: 1, statusGeneration: 1 });
    expect(request).to.not.have.any.keys("lease", "reason");
    expect(request.outputs).to.include({ dnsName: "payments-signer.dev.hyperion.internal" });
    expect(await leftOf("payments-signer")).to.have.length.greaterThan(5);

    const roleName = request.outputs?.roleArn.split("/").at(-1);
    const { Role: role } = await local.aws.iam.send(new GetRoleCommand({ RoleName: roleName }));
    expect(role?.PermissionsBoundary?.PermissionsBoundaryArn).to.match(
      new RegExp(`:policy/${baseNames("dev").boundary}$`),
    );
  });

  for (const [project, stack] of [
    ["runtime", "dev"],
    ["enclave", "payments-signer"],
  ] as const) {
    it(`finds everything of ${project} ${stack} in AWS, as recovery would if its creation had been interrupted`, async () => {
      await expectAllFound(local.aws, project, stack);
    });
  }

  it("runs a record that is delivered twice once", async () => {
    const table = baseNames("dev").requestTable;
    const { Item: row } = await local.aws.dynamodb.send(
      new GetItemCommand({ TableName: table, Key: { id: { S: "payments-signer" } } }),
    );
    const record = {
      eventID: "1",
      eventName: "INSERT",
      eventSource: "aws:dynamodb",
      dynamodb: { Keys: { id: row?.id }, NewImage: row, SequenceNumber: "1" },
    };
    const { Payload: payload, FunctionError: error } = await local.aws.lambda.send(
      new InvokeCommand({
        FunctionName: runtimeNames("dev").triggerFunction,
        Payload: JSON.stringify({ Records: [record] }),
      }),
    );
    expect(error).to.equal(undefined);
    expect(JSON.parse(Buffer.from(payload ?? []).toString())).to.deep.equal({ batchItemFailures: [] });
    expect(await executionsOf("payments-signer")).to.deep.equal(["payments-signer-g1-deploy"]);
    expect(await show("payments-signer")).to.include({ status: "DEPLOYED" });
  });

  it("rejects a bad request with every reason and creates nothing", async () => {
    const { exitCode } = await local.run("enclave", "request", "dev", BAD, "--no-validate", "--wait");
    expect(exitCode).to.not.equal(0);
    const request = await show("bad-request");
    expect(request).to.include({ status: "REJECTED" });
    expect(request.reason?.error).to.equal("RequestRejected");
    for (const field of ["image", "vcpus", "memoryMib", "ports", "lifetimeHours", "tags"]) {
      expect(request.reason?.details.join("\n")).to.include(field);
    }
    expect(await leftOf("bad-request")).to.deep.equal([]);
    const { failure, guidance } = await why("bad-request");
    expect(failure?.text).to.match(/^TaskFailed: RequestRejected: the request has 7 faults/);
    expect(guidance).to.include({ fixer: "requester" });
  });

  it("deploys once although the container dies before it has read its token", async () => {
    const before = local.taskProcesses.length;
    const request = local.run("enclave", "request", "dev", requestFile("dies-early"), "--wait");
    await eventually("the task runs", () => local.taskProcesses.length > before, 10);
    process.kill(-(local.taskProcesses[before] ?? 0), "SIGKILL");
    const { exitCode, stderr } = await request;
    expect(exitCode, stderr + local.log).to.equal(0);
    expect(local.taskProcesses.length).to.equal(before + 2);
    expect(await executionsOf("dies-early")).to.deep.equal(["dies-early-g1-deploy"]);
    const { failure, events } = await why("dies-early");
    expect(failure?.text).to.match(/^TaskFailed: TaskStopped: /);
    expect(events.filter(({ source, text }) => source === "task" && /stopped/.test(text))).not.to.deep.equal(
      [],
    );
    expect(events.map(({ text }) => text)).to.include.members(["step Run", "step Finish"]);
    const resources = await leftOf("dies-early");
    expect(resources.filter((resource) => /auto ?scaling/i.test(resource))).to.have.length(1);
    const gone = await local.run("enclave", "delete", "dev", "dies-early", "--wait", "--yes");
    expect(gone.exitCode, gone.stderr + local.log).to.equal(0);
    expect(await leftOf("dies-early")).to.deep.equal([]);
  });

  it("ends DESTROYED with nothing left when a request is deleted while it is being deployed", async () => {
    const before = local.taskProcesses.length;
    const asked = await local.run("enclave", "request", "dev", requestFile("changes-mind"));
    expect(asked.exitCode, asked.stderr).to.equal(0);
    await eventually("the task runs", () => local.taskProcesses.length > before);
    expect(await show("changes-mind")).to.include({ status: "DEPLOYING" });
    const { exitCode, stderr } = await local.run(
      "enclave",
      "delete",
      "dev",
      "changes-mind",
      "--wait",
      "--yes",
    );
    expect(exitCode, stderr + local.log).to.equal(0);
    expect(await show("changes-mind")).to.include({
      status: "DESTROYED",
      generation: 2,
      statusGeneration: 2,
    });
    expect(await leftOf("changes-mind")).to.deep.equal([]);
  });

  it("refuses to take base down while runtime and enclaves stand on it", async () => {
    const { exitCode, stderr } = await local.run("down", "base", "dev", "--delete-data", "--yes");
    expect(exitCode).to.not.equal(0);
    expect(stderr).to.include("runtime").and.to.include("payments-signer");
  });

  it("destroys and re-creates runtime while base, the rows and the hosts stay", async () => {
    const down = await local.run("down", "runtime", "dev", "--yes");
    expect(down.exitCode, down.stderr).to.equal(0);
    expect(down.stdout).to.match(/^runtime dev: saves about \$\d+\.\d\d a month: .*1 Dashboard \$3\.00, /m);
    expect(await show("payments-signer")).to.include({ status: "DEPLOYED" });
    expect(await leftOf("payments-signer")).to.have.length.greaterThan(5);

    const reports = await local.json<UpReport[]>("up", "all", "dev");
    const of = (project: string) => reports.find((report) => report.project === project)?.changes;
    expect(of("base")).to.have.all.keys("same");
    expect(of("runtime")?.create).to.be.greaterThan(40);
    expect(of("enclave")).to.deep.equal({ DEPLOYED: 1 });
    expect(await show("payments-signer")).to.include({ generation: 2, statusGeneration: 2 });
    for (const id of ["dies-early", "changes-mind"]) {
      expect(await show(id), "old stream records change nothing").to.include({ status: "DESTROYED" });
    }
  });

  it("destroys all enclaves by their rows, and has nothing to do the second time", async () => {
    const gone = await local.run("down", "enclaves", "dev", "--yes");
    expect(gone.exitCode, gone.stderr + local.log).to.equal(0);
    expect(gone.stdout).to.match(/^enclaves dev: saves about \$\d+\.\d\d a month: 1 LaunchTemplate /m);
    expect(await leftOf("payments-signer")).to.deep.equal([]);
    expect(await show("payments-signer")).to.include({ status: "DESTROYED", generation: 3 });
    expect(await show("bad-request")).to.include({ status: "REJECTED", generation: 1 });
    const [again] = await local.json<UpReport[]>("down", "enclaves", "dev", "--yes");
    expect(again).to.deep.include({ project: "enclave", changes: {} });
  });
});

/** How many resources base and runtime created; all of them must be new. */
function onlyCreated(reports: readonly UpReport[]): number[] {
  return reports
    .filter(({ project }) => project === "base" || project === "runtime")
    .map(({ project, changes }) => {
      expect(changes, project).to.have.all.keys("create");
      return changes.create ?? 0;
    });
}
