import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CloudWatchClient, DescribeAlarmsCommand, SetAlarmStateCommand } from "@aws-sdk/client-cloudwatch";
import { ECRClient, GetLifecyclePolicyCommand } from "@aws-sdk/client-ecr";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { parseDocument, stringify } from "yaml";
import { OperationsLog } from "../../backend/operations/operations-log";
import type { Approval, PromotionEvent } from "../../backend/promotions/promotion";
import type { ChecklistItem, PlannedStep } from "../../backend/promotions/promotion-plan";
import type { StateBucket } from "../../backend/state-bucket";
import { logicalName } from "../../cli/engine/progress";
import { type Checkout, makeCheckout } from "../support/checkout";
import { failureOf } from "../support/command-context";
import {
  clientConfiguration,
  expectSuccess,
  type Finished,
  startFleet,
  startTestFleet,
  type TestFleet,
} from "../support/fleet";
import { type Job, startJob } from "../support/github-job";
import { createUser, type UserCredentials } from "../support/iam-user";

const BUCKET = "hyperion-staging-state-000000000000-eu-west-1";
const LOCK = ".pulumi/locks/organization/fleet-state/staging/0b0e7c5e-0000-4000-8000-000000000000.json";
const ALARM = "hyperion-staging-state-operation-duration";
const DESCRIPTION = "An operation took longer than an hour";
const ROOT_ARN = "arn:aws:iam::000000000000:root";
const GRACE_ARN = "arn:aws:iam::000000000000:user/grace";
const PROGRAM = join("components", "state-backend", "state-alarms.ts");
const BASE_PROGRAM = join("components", "image-repository.ts");
const REPOSITORY = { repositoryName: "hyperion-staging-runner" };

// The tests follow one commit on its way from dev to staging and back, in order: project state by people, as it is the
// cheapest, for every turn that it can take; then base by the roles of GitHub's jobs, as the workflow does it.
describe("fleet promote", function () {
  this.timeout(900_000);
  let fleet: TestFleet;
  let checkout: Checkout;
  let bucket: StateBucket;
  let cloudwatch: CloudWatchClient;
  let grace: UserCredentials;
  let firstCommit: string;
  let secondCommit: string;
  let id: string;
  let hash: string;
  const profiles: Record<string, string> = {};
  const jobs: Job[] = [];

  const runAs = (person: string, ...args: readonly string[]): Promise<Finished> =>
    startFleet(args, profiles[person] ?? "", checkout.root).finished;
  const run = (...args: readonly string[]) => runAs("root", ...args);
  const promote = (...args: readonly string[]) => run("promote", "dev", "staging", ...args);
  const execute = (...more: readonly string[]) =>
    promote("--execute", id, "--reviewed", hash.slice(0, 12), "--on-call", "Ada", ...more);

  before(async () => {
    fleet = await startTestFleet();
    checkout = makeCheckout();
    bucket = { s3: new S3Client(clientConfiguration(fleet)), name: BUCKET };
    cloudwatch = new CloudWatchClient(clientConfiguration(fleet));
    const own = join(fleet.home, "..", "profile.json");
    grace = await createUser(fleet, "grace", "arn:aws:iam::aws:policy/AdministratorAccess");
    profiles.root = own;
    profiles.grace = join(fleet.home, "..", "grace.json");
    const profile = JSON.parse(readFileSync(own, "utf8"));
    profile.environment.AWS_ACCESS_KEY_ID = grace.accessKeyId;
    profile.environment.AWS_SECRET_ACCESS_KEY = grace.secretAccessKey;
    writeFileSync(profiles.grace, JSON.stringify(profile));
    writeFileSync(
      join(fleet.home, "promotion-policy.yaml"),
      stringify({
        staging: {
          from: "dev",
          minimumApprovals: 1,
          approvers: ["*"],
          selfApproval: false,
          maxPlanAgeHours: 24,
          maxDrillAgeHours: 24,
          toleratedAlarms: [],
          onCall: "required",
        },
      }),
    );
    setForGitHub("dev", { "state:githubRepository": "team/fleet" });
    // One account has GitHub's provider once.
    setForGitHub("staging", { "state:githubRepository": "team/fleet", "state:githubTokenProvider": false });
    for (const finished of await Promise.all([run("bootstrap", "dev"), run("bootstrap", "staging")])) {
      expectSuccess(finished);
    }
    firstCommit = (await lastCommit("staging")) ?? "";
    const program = join(checkout.root, PROGRAM);
    writeFileSync(program, readFileSync(program, "utf8").replace(DESCRIPTION, "Promoted"));
    secondCommit = checkout.commit("say it shorter");
    expectSuccess(await run("up", "state", "dev"));
  });
  after(async () => {
    await Promise.all(jobs.map((job) => job.stop()));
    checkout?.remove();
    bucket?.s3.destroy();
    cloudwatch?.destroy();
    await fleet?.stop();
  });

  it("refuses a checkout with changes that are in no commit", async () => {
    const file = join(checkout.root, "unfinished.ts");
    writeFileSync(file, "");
    const { code, stderr } = await promote("--project", "state");
    rmSync(file);
    expect(code).to.equal(3);
    expect(stderr).to.equal(
      `error: ${checkout.root} is not what is in its commit: commit or remove what is changed, and have it deployed and tested below first\n  - ?? unfinished.ts\n`,
    );
  });

  it("plans what was verified below, and keeps the same plan once", async () => {
    const first = await promote("--project", "state", "--reason", "shorter is clearer", "--json");
    const plan = JSON.parse(expectSuccess(first).stdout);
    ({ id, hash } = plan);
    expect(plan.subject).to.deep.include({ from: "dev", to: "staging", commit: secondCommit });
    expect(plan.subject.projects).to.deep.equal(["state"]);
    expect(plan.before.state.id).to.equal(firstCommit);
    expect(plan).to.include({ reason: "shorter is clearer", title: "say it shorter" });
    const [preview] = plan.subject.previews;
    expect(
      preview.steps.map(({ urn, operation }: PlannedStep) => [logicalName(urn), operation]),
    ).to.deep.include(["state-monitoring-operation-duration", "update"]);
    expect(points(plan.checklist)).to.deep.equal({
      "tested-below": "pass",
      "same-artifacts": "pass",
      "plan-reviewed": "asked",
      approvals: "fail",
      "backup-verified": "fail",
      "rollback-written": "pass",
      "alarms-quiet": "pass",
      "on-call": "asked",
    });

    const evidence = join(fleet.home, "..", "dev.json");
    const verified = await run("promotion", "verify", "dev", "--project", "state", "--json");
    writeFileSync(evidence, expectSuccess(verified).stdout);
    const second = await promote("--project", "state", "--evidence", evidence);
    expect(expectSuccess(second).stdout).to.contain(`\n${id} is this plan already\n`);
  });

  it("executes nothing while points of the checklist are open, and restores the backup to know", async () => {
    await cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName: ALARM, StateValue: "ALARM", StateReason: "a test" }),
    );
    const { code, stdout, stderr } = await promote("--execute");
    await cloudwatch.send(
      new SetAlarmStateCommand({ AlarmName: ALARM, StateValue: "OK", StateReason: "a test" }),
    );
    expect(code).to.equal(3);
    expect(stdout).to.match(
      /pass {2}backup verified {2,}recovery drill of .*state staging \(\d+ resources\)/,
    );
    expect(stderr.replace(/since \S+;/, "since …;").replace(/\d+ alarms/, "… alarms")).to.equal(
      [
        `error: promotion ${id} is not executed: 4 points of the checklist are open`,
        `  - plan reviewed: read the plan, then give --reviewed ${hash.slice(0, 12)}`,
        "  - approved: 0 of 1 approvals",
        `  - alarms quiet: ${ALARM} is raised since …; … alarms of staging looked at`,
        "  - on-call named: name who is on call by --on-call",
        "",
      ].join("\n"),
    );
    expect(await description()).to.equal(DESCRIPTION);
  });

  it("takes an approval from somebody else than who made the plan, once", async () => {
    const own = await promote("--approve", id);
    expect(own.code).to.equal(3);
    expect(own.stderr).to.equal(
      `error: ${ROOT_ARN} made the plan, and promotion-policy.yaml wants somebody else to approve it\n`,
    );
    const approve = () =>
      runAs("grace", "promote", "dev", "staging", "--approve", id, "--comment", "read it");
    expect(expectSuccess(await approve()).stdout).to.contain(`approved by ${GRACE_ARN}\n`);
    expect(expectSuccess(await approve()).stdout).to.contain(`${GRACE_ARN} has approved it before\n`);
  });

  it("refuses a plan that is stale, and says what has changed", async () => {
    const settings = join(fleet.home, "Pulumi.staging.yaml");
    const approved = readFileSync(settings, "utf8");
    const document = parseDocument(approved);
    document.setIn(["config", "state:accessLogDays"], 400);
    writeFileSync(settings, document.toString());
    const { code, stderr } = await execute();
    writeFileSync(settings, approved);
    expect(code).to.equal(3);
    expect(stderr).to.equal(
      [
        `error: promotion ${id} is stale: what it would do now is not what was planned and approved; make a new plan by \`fleet promote dev staging\``,
        "  - state:accessLogDays was (none), is 400",
        "  - state: would now update aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration access-logs-lifecycle, which was not planned",
        "",
      ].join("\n"),
    );
  });

  it("stops at a failure, says how to go on and back, and goes on", async () => {
    const lock = { pid: 1, username: "eve", hostname: "elsewhere", timestamp: new Date().toISOString() };
    await bucket.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: LOCK, Body: JSON.stringify(lock) }));
    const { code, stderr } = await execute();
    await bucket.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: LOCK }));
    expect(code).to.equal(1);
    expect(stderr).to.contain(`error: promotion ${id} stopped at state: state staging is in use: `);
    expect(stderr).to.contain(
      `  - to go on, once that is settled: fleet promote dev staging --execute ${id} --reviewed ${hash.slice(0, 12)}\n  - to go back: fleet rollback staging --reason "<why>"\n`,
    );
    expect((await show()).status).to.equal("failed");

    expectSuccess(await execute());
    expect(await description()).to.equal("Promoted");
    expect(await lastCommit("staging")).to.equal(secondCommit);
    const again = await execute();
    expect(again.stderr).to.equal(
      `error: promotion ${id} is finished: make a new one by \`fleet promote dev staging\`\n`,
    );
  });

  it("explains a promotion from what was kept", async () => {
    const { status, approvals, events } = await show();
    expect(status).to.equal("finished");
    expect(approvals.map(({ approver, comment }: Approval) => [approver.caller, comment])).to.deep.equal([
      [GRACE_ARN, "read it"],
    ]);
    expect(events.map(({ kind }: PromotionEvent) => kind)).to.deep.equal([
      "started",
      "failed",
      "started",
      "deployed",
      "finished",
    ]);
    expect(events[2]).to.deep.include({ onCall: "Ada" });
    expect(events[2].who).to.include({ caller: ROOT_ARN });
    expect(Object.values(points(events[2].checklist))).to.deep.equal(Array(8).fill("pass"));
    const { stdout } = expectSuccess(await run("promotion", "show", id, "--previews"));
    expect(stdout)
      .to.contain("  why: shorter is clearer\n")
      .and.to.contain("      ~ aws:cloudwatch/metricAlarm:MetricAlarm");
  });

  it("goes back to the commit that ran before", async () => {
    const unasked = await run("rollback", "staging", "--reason", "unclear");
    expect(unasked.code).to.equal(3);
    expect(unasked.stderr).to.equal(`error: This takes ${id} back. Add --yes to do it.\n`);

    const { stdout } = expectSuccess(await run("rollback", "staging", "--reason", "unclear", "--yes"));
    expect(stdout).to.contain(`  state: back to commit ${firstCommit.slice(0, 12)}\n`);
    expect(await description()).to.equal(DESCRIPTION);
    expect(await lastCommit("staging")).to.equal(firstCommit);
    const [listed] = JSON.parse(expectSuccess(await run("promotion", "list", "staging", "--json")).stdout);
    expect(listed).to.include({ id, status: "rolled back", commit: secondCommit });

    const again = await run("rollback", "staging", "--reason", "unclear", "--yes");
    expect(again.stderr).to.equal(
      "error: no promotion to staging is in force: check out a commit that is known to be good and run `fleet up all staging`\n",
    );
  });

  it("lets nobody change what was kept, administrators neither", async () => {
    const s3 = new S3Client({ ...clientConfiguration(fleet), credentials: grace });
    const object = { Bucket: BUCKET, Key: `.fleet/promotions/${id}/plan.json` };
    const attempts = [new PutObjectCommand({ ...object, Body: "{}" }), new DeleteObjectCommand(object)];
    for (const attempt of attempts) {
      const refused = await failureOf(s3.send(attempt as PutObjectCommand));
      expect(refused.name).to.equal("AccessDenied");
    }
    s3.destroy();
  });

  describe("of base, by the roles of GitHub's jobs", () => {
    let ecr: ECRClient;
    let evidence: string;
    let deploys: Job;

    before(async () => {
      ecr = new ECRClient(clientConfiguration(fleet));
      evidence = join(fleet.home, "..", "evidence.json");
      expectSuccess(await run("up", "base", "staging"));
      const program = join(checkout.root, BASE_PROGRAM);
      writeFileSync(program, readFileSync(program, "utf8").replace("UNTAGGED_DAYS = 7", "UNTAGGED_DAYS = 5"));
      checkout.commit("keep untagged images for a shorter time");
      expectSuccess(await run("up", "base", "dev"));
      deploys = await asJob("staging-github-deploy", "environment:staging");
    });
    after(() => ecr?.destroy());

    it("takes what runs below from the role that reads there, and keeps it in the plan", async () => {
      const reads = await asJob("dev-github-preview", "ref:refs/heads/main");
      const seen = expectSuccess(
        await reads.run("promotion", "verify", "dev", "--project", "base", "--json"),
      );
      writeFileSync(evidence, seen.stdout);
      const planned = await deploys.run(
        ...["promote", "dev", "staging", "--plan", "--project", "base", "--reason", "save space"],
        ...["--evidence", evidence, "--json"],
      );
      const plan = JSON.parse(expectSuccess(planned).stdout);
      ({ id, hash } = plan);
      expect(plan.createdBy.caller).to.match(/:assumed-role\/hyperion-staging-github-deploy\//);
      expect(plan.checklist[0]).to.deep.include({ name: "tested-below", result: "pass" });
      expect(plan.checklist[0].evidence.at(-1)).to.match(
        /^seen by .*:assumed-role\/hyperion-dev-github-preview\//,
      );
      expect(plan.subject.previews[0].changes).to.include({ update: 1 });
    });

    it("is approved by people, and by no job", async () => {
      const approve = ["promote", "dev", "staging", "--approve", id];
      const { code, stderr } = await deploys.run(...approve);
      expect(code, stderr).not.to.equal(0);
      expectSuccess(await runAs("grace", ...approve));
      const { approvals } = await show();
      expect(approvals.map(({ approver }: Approval) => approver.caller)).to.deep.equal([GRACE_ARN]);
    });

    it("moves on by the role that deploys, once the backup of base too was restored", async () => {
      const { stdout } = expectSuccess(
        await deploys.run(
          ...[
            "promote",
            "dev",
            "staging",
            "--execute",
            id,
            "--reviewed",
            hash.slice(0, 12),
            "--on-call",
            "Ada",
          ],
        ),
      );
      expect(stdout).to.match(
        /pass {2}backup verified {2,}recovery drill of .*base staging \(\d+ resources\)/,
      );
      expect((await show()).status).to.equal("finished");
      expect(await untaggedDays()).to.equal(5);
    });

    it("goes back by it too", async () => {
      expectSuccess(await deploys.run("rollback", "staging", "--reason", "unclear", "--yes"));
      expect((await show()).status).to.equal("rolled back");
      expect(await untaggedDays()).to.equal(7);
    });

    async function asJob(role: string, subject: string): Promise<Job> {
      const arn = `arn:aws:iam::000000000000:role/hyperion-${role}`;
      const job = await startJob(fleet.profile, arn, { sub: `repo:team/fleet:${subject}` }, checkout.root);
      jobs.push(job);
      return job;
    }
    async function untaggedDays(): Promise<number> {
      const { lifecyclePolicyText = "" } = await ecr.send(new GetLifecyclePolicyCommand(REPOSITORY));
      return JSON.parse(lifecyclePolicyText).rules[0].selection.countNumber;
    }
  });

  function setForGitHub(environment: string, values: Readonly<Record<string, unknown>>): void {
    const settings = join(fleet.home, `Pulumi.${environment}.yaml`);
    const document = parseDocument(readFileSync(settings, "utf8"));
    for (const [key, value] of Object.entries(values)) {
      document.setIn(["config", key], value);
    }
    writeFileSync(settings, document.toString());
  }
  async function lastCommit(stack: string): Promise<string | undefined> {
    const entries = await new OperationsLog(bucket, { project: "state", stack }).entries();
    return entries.at(-1)?.commit?.id;
  }
  async function description(): Promise<string | undefined> {
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [ALARM] }));
    return MetricAlarms?.[0]?.AlarmDescription?.split(". ")[0];
  }
  async function show() {
    return JSON.parse(expectSuccess(await run("promotion", "show", id, "--json")).stdout);
  }
});

function points(checklist: readonly ChecklistItem[]): Readonly<Record<string, string>> {
  return Object.fromEntries(checklist.map(({ name, result }) => [name, result]));
}
