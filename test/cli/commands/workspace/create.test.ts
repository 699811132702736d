import { expect } from "chai";
import { type CreateOptions, create } from "../../../../cli/commands/workspace/create";
import { FleetError } from "../../../../contracts/errors";
import { workspaceId } from "../../../../contracts/registry/workspace-id";
import { failureOf } from "../../../support/command-context";
import { type WorkspaceScenario, workspace, workspaceScenario } from "../../../support/workspace-scenario";

const OPTIONS: CreateOptions = { from: "dev", ttlMilliseconds: 8 * 3_600_000, config: [] };

describe("fleet workspace create", () => {
  let scenario: WorkspaceScenario;
  beforeEach(() => {
    scenario = workspaceScenario();
  });
  afterEach(() => scenario.stop());

  it("deploys a second runtime and records whose it is, and until when", async () => {
    await create(scenario.context, "pr-123", { ...OPTIONS, config: ["logRetentionDays=7"] });
    expect(scenario.runs).to.deep.equal(["up dev.pr-123"]);
    expect(scenario.targets[0]).to.deep.include({
      project: "runtime",
      overrides: { "runtime:logRetentionDays": "7" },
    });
    const { id, ...record } = scenario.record("pr-123") ?? {};
    expect(id).to.equal(workspaceId("hyperion-dev-state-111122223333-eu-west-1", "runtime", "dev.pr-123"));
    expect(scenario.rows[0]).to.deep.include({
      id,
      name: "runtime/dev.pr-123",
      owner: "ada",
      status: "creating",
      expires: "2026-01-31T20:00:00.000Z",
    });
    expect(record).to.deep.equal({
      format: 1,
      template: "runtime",
      name: "pr-123",
      environment: "dev",
      owner: "ada",
      created: "2026-01-31T12:00:00.000Z",
      expires: "2026-01-31T20:00:00.000Z",
      config: { "runtime:logRetentionDays": "7" },
      status: "active",
    });
    expect(scenario.logged("runtime/dev.pr-123")).to.deep.equal([
      { operation: "workspace create", outcome: "succeeded", reason: undefined },
    ]);
  });

  it("leaves the registry to the state's events while that only repeats what is elsewhere", async () => {
    scenario.stop();
    scenario = workspaceScenario({ config: { "state:registryPhase": "read-only" } });
    await create(scenario.context, "pr-123", OPTIONS);
    expect(scenario.runs).to.deep.equal(["up dev.pr-123"]);
    expect(scenario.rows).to.deep.equal([]);
  });

  it("keeps what failed in the record, and completes it the next time", async () => {
    scenario.fail("up", new FleetError("DeploymentFailed", "the queue could not be made"));
    const error = await failureOf(create(scenario.context, "pr-123", OPTIONS));
    expect(error.message).to.equal("the queue could not be made");
    const failed = scenario.record("pr-123");
    expect(failed).to.include({ status: "error", reason: "the queue could not be made" });

    scenario.fail("up");
    await create(scenario.context, "pr-123", OPTIONS);
    expect(scenario.record("pr-123")).to.include({ id: failed?.id, status: "active" });
    expect(scenario.record("pr-123")).to.not.have.property("reason");
  });

  it("brings its owner's own up to date, and never shortens its life", async () => {
    scenario.put(workspace({ expires: "2026-02-03T00:00:00.000Z" }));
    await create(scenario.context, "pr-123", OPTIONS);
    expect(scenario.runs).to.deep.equal(["up dev.pr-123"]);
    expect(scenario.record("pr-123")).to.include({
      id: workspace().id,
      expires: "2026-02-03T00:00:00.000Z",
      status: "active",
    });
  });

  it("lets one of two at once have the name, and tells the other who has it", async () => {
    const owners = ["ada", "grace"];
    const outcomes = await Promise.allSettled(
      owners.map((owner) => create(scenario.context, "pr-123", { ...OPTIONS, owner })),
    );
    expect(outcomes.map(({ status }) => status)).to.have.members(["fulfilled", "rejected"]);
    const winner = owners[outcomes.findIndex(({ status }) => status === "fulfilled")];
    expect(scenario.record("pr-123")).to.include({ owner: winner, status: "active" });
    expect(scenario.runs).to.deep.equal(["up dev.pr-123"]);
    const loser = outcomes.find((outcome) => outcome.status === "rejected");
    expect(String(loser?.reason?.message)).to.match(
      /^(runtime dev\.pr-123 is in use: wait for it, for instance with --wait 10m|workspace pr-123 of dev belongs to (ada|grace) until \S+: choose another name)$/,
    );
  });

  it("warns of more readers than DynamoDB serves at full speed", async () => {
    scenario.put(workspace({ name: "pr-7" }));
    await create(scenario.context, "pr-123", OPTIONS);
    expect(scenario.context.said.lines).to.include(
      "warning: dev has 2 workspaces with this one: DynamoDB serves two readers of a stream at full speed, so requests may start later, in dev too",
    );
  });

  const refused: Readonly<Record<string, readonly [(scenario: WorkspaceScenario) => void, string]>> = {
    "another's name": [
      ({ put }) => put(workspace({ owner: "grace" })),
      "workspace pr-123 of dev belongs to grace until 2026-01-31T16:00:00.000Z: choose another name",
    ],
    "one that is half destroyed": [
      ({ put }) => put(workspace({ status: "destroying" })),
      "workspace pr-123 of dev is half destroyed: run `fleet workspace destroy pr-123` first",
    ],
    "a record that is none": [
      ({ bucket }) => bucket.put(".fleet/workspaces/pr-123.json", "{"),
      "workspace pr-123 of dev has a record that cannot be read: look at it in the state bucket",
    ],
    "a base that is not deployed": [
      ({ bucket }) => bucket.delete(".pulumi/stacks/base/dev.json"),
      "base of dev is not deployed: run `fleet up base dev` first",
    ],
  };
  for (const [what, [prepare, message]] of Object.entries(refused)) {
    it(`refuses ${what}`, async () => {
      prepare(scenario);
      const error = await failureOf(create(scenario.context, "pr-123", OPTIONS));
      expect(error).to.include({ name: "OperationRefused", message });
      expect(scenario.runs).to.deep.equal([]);
    });
  }

  it("refuses a base that serves only its own runtime, and says which key allows it", async () => {
    const error = await failureOf(create(scenario.context, "pr-123", { ...OPTIONS, from: "prod" }));
    expect(error).to.include({
      name: "OperationRefused",
      message:
        "no workspace may stand on the base of prod: its roles serve only its own runtime. Use --from dev, or set base:allowWorkspaces to true in Pulumi.prod.yaml and run `fleet up base prod`",
    });
  });

  it("refuses a name that is none before it looks anywhere", async () => {
    const error = await failureOf(create(scenario.context, "PR 123", OPTIONS));
    expect(error).to.include({
      name: "InvalidName",
      message:
        'workspace "PR 123" is not allowed: use 3 to 24 characters, a-z, 0-9 and single hyphens, starting with a letter, and no environment\'s name, for example pr-123',
    });
    expect(scenario.context.said.lines).to.deep.equal([]);
  });
});
