import { DescribeTasksCommand, ECSClient, ListTasksCommand } from "@aws-sdk/client-ecs";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import { RUNNER_ENVIRONMENT } from "../../contracts/pipeline";
import { releaseAbandonedLocks } from "../../runner/abandoned-locks";
import { createLog } from "../../runner/log";
import { type LockMark, lockMark, StackLocks } from "../../runner/stack-locks";

const RUN = { environment: "dev", id: "vault", taskToken: "mine" } as const;
const FOLDER = ".pulumi/locks/organization/enclave/vault/";

describe("releaseAbandonedLocks", () => {
  const region = "eu-west-1";
  const clients = { s3: new S3Client({ region }), ecs: new ECSClient({ region }) };
  const s3 = mockClient(clients.s3);
  const ecs = mockClient(clients.ecs);
  beforeEach(() => {
    s3.reset();
    ecs.reset();
    tasks(task("mine", "RUNNING"));
  });

  function locks(...marks: readonly (LockMark | undefined)[]): void {
    const Contents = marks.map((_, index) => ({ Key: `${FOLDER}${index}.json` }));
    s3.on(ListObjectsV2Command, { Bucket: "state", Prefix: FOLDER }).resolves({ Contents });
    const content = { pid: 7, username: "ada", hostname: "desk", timestamp: "2026-01-01T00:00:00Z" };
    s3.on(GetObjectCommand).resolves({
      Body: { transformToString: async () => JSON.stringify(content) } as never,
    });
    for (const [index, mark] of marks.entries()) {
      s3.on(GetObjectTaggingCommand, { Key: `${FOLDER}${index}.json` }).resolves({
        TagSet: mark && [
          { Key: "fleet-request", Value: mark.request },
          { Key: "fleet-attempt", Value: mark.attempt },
        ],
      });
    }
  }

  function task(token: string, lastStatus: string, id = "vault") {
    return {
      taskArn: `task-${token}`,
      lastStatus,
      overrides: {
        containerOverrides: [
          {
            name: "runner",
            environment: [
              { name: RUNNER_ENVIRONMENT.id, value: id },
              { name: RUNNER_ENVIRONMENT.taskToken, value: token },
            ],
          },
        ],
      },
    };
  }

  function tasks(...listed: readonly ReturnType<typeof task>[]): void {
    const cluster = { cluster: "hyperion-dev-runner", family: "hyperion-dev-runner" };
    ecs.on(ListTasksCommand, { ...cluster, desiredStatus: "RUNNING" }).resolves({ taskArns: ["one"] });
    ecs.on(ListTasksCommand, { ...cluster, desiredStatus: "STOPPED" }).resolves({ taskArns: ["two"] });
    ecs.on(DescribeTasksCommand).resolves({ tasks: [...listed] });
  }

  async function outcome(): Promise<{ readonly error: string; readonly released: readonly unknown[] }> {
    const stackLocks = new StackLocks(clients.s3, "state", "vault");
    const error = await releaseAbandonedLocks(
      stackLocks,
      clients.ecs,
      RUN,
      createLog({}, () => undefined),
    ).then(
      () => "",
      (failure: Error) => `${failure.name}: ${failure.message}`,
    );
    return { error, released: s3.commandCalls(DeleteObjectCommand).map(({ args }) => args[0].input.Key) };
  }

  const earlier = lockMark("vault", "theirs");

  it("asks ECS nothing where there is no lock", async () => {
    locks();
    expect(await outcome()).to.deep.equal({ error: "", released: [] });
    expect(ecs.calls()).to.have.length(0);
  });

  it("releases the lock of an earlier run whose task is STOPPED", async () => {
    locks(earlier);
    tasks(task("mine", "RUNNING"), task("theirs", "STOPPED"));
    expect(await outcome()).to.deep.equal({ error: "", released: [`${FOLDER}0.json`] });
  });

  it("releases it also when ECS has forgotten the task", async () => {
    locks(earlier);
    expect(await outcome()).to.deep.equal({ error: "", released: [`${FOLDER}0.json`] });
  });

  for (const status of ["RUNNING", "DEACTIVATING", "STOPPING", "DEPROVISIONING", "PENDING"]) {
    it(`leaves it while another task of the request is ${status}`, async () => {
      locks(earlier);
      tasks(task("mine", "RUNNING"), task("theirs", status));
      expect(await outcome()).to.deep.equal({
        error:
          'StackLocked: stack "vault" is locked: task-theirs still runs, so its owner may be alive: it is tried again',
        released: [],
      });
    });
  }

  it("takes no notice of other requests' tasks", async () => {
    locks(earlier);
    tasks(task("mine", "RUNNING"), task("others", "RUNNING", "other"));
    expect((await outcome()).released).to.deep.equal([`${FOLDER}0.json`]);
  });

  it("leaves it when ECS's answer lacks the asking task", async () => {
    locks(earlier);
    tasks(task("theirs", "STOPPED"));
    expect(await outcome()).to.deep.equal({
      error:
        'StackLocked: stack "vault" is locked: ECS does not list this task yet, so its owner may be alive: it is tried again',
      released: [],
    });
  });

  for (const [what, mark] of [
    ["a person's lock", undefined],
    ["another request's lock", lockMark("other", "theirs")],
    ["its own lock", lockMark("vault", "mine")],
  ] as const) {
    it(`leaves ${what}, and every lock beside it`, async () => {
      locks(earlier, mark);
      expect(await outcome()).to.deep.equal({
        error:
          'StackLocked: stack "vault" is locked: it is not an earlier run\'s: wait for its owner, or let an operator release it',
        released: [],
      });
    });
  }
});
