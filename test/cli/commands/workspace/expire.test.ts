import { PublishCommand } from "@aws-sdk/client-sns";
import { expect } from "chai";
import { type ExpireOptions, expire } from "../../../../cli/commands/workspace/expire";
import { FleetError } from "../../../../contracts/errors";
import { failureOf } from "../../../support/command-context";
import { holder } from "../../../support/holders";
import { type WorkspaceScenario, workspace, workspaceScenario } from "../../../support/workspace-scenario";

const OPTIONS: ExpireOptions = { timeoutSeconds: 60 };
const OVER = "2026-01-31T11:59:59.999Z";

describe("fleet workspace expire", () => {
  let scenario: WorkspaceScenario;
  beforeEach(() => {
    scenario = workspaceScenario();
    scenario.put(workspace());
    scenario.put(workspace({ name: "pr-7", expires: OVER }));
  });
  afterEach(() => scenario.stop());

  const said = () => scenario.context.said.lines.filter((line) => /workspace/.test(line));

  it("destroys those whose time is over, and no other", async () => {
    await expire(scenario.context, "dev", OPTIONS);
    expect(scenario.runs).to.deep.equal(["destroy dev.pr-7", "remove dev.pr-7"]);
    expect(scenario.record("pr-7")).to.equal(undefined);
    expect(scenario.record("pr-123")).to.include({ status: "active" });
    expect(scenario.context.said.results).to.deep.equal([
      [{ name: "pr-7", owner: "ada", expires: OVER, outcome: "destroyed" }],
    ]);
  });

  it("tells the environment's topic of one that ends soon, once for each end", async () => {
    scenario.bucket.delete(".fleet/workspaces/pr-7.json");
    const soon = { name: "pr-8", expires: "2026-01-31T13:30:00.000Z", reason: "it had failed" };
    scenario.put(workspace(soon));
    const published = () => scenario.topic.commandCalls(PublishCommand).map(({ args }) => args[0].input);
    const warning =
      "workspace pr-8 of ada is destroyed in 1 h 30 min, at 2026-01-31T13:30:00.000Z: `fleet workspace extend pr-8 --ttl 8h` keeps it";
    await expire(scenario.context, "dev", { ...OPTIONS, dryRun: true });
    expect(published()).to.deep.equal([]);
    await expire(scenario.context, "dev", OPTIONS);
    await expire(scenario.context, "dev", OPTIONS);
    expect(published()).to.deep.equal([
      {
        TopicArn: "arn:aws:sns:eu-west-1:111122223333:hyperion-dev-notifications",
        Subject: "hyperion-fleet: workspace pr-8 of dev expires soon",
        Message: JSON.stringify(
          {
            workspace: "pr-8",
            environment: "dev",
            owner: "ada",
            expires: soon.expires,
            message: warning,
          },
          null,
          2,
        ),
      },
    ]);
    expect(said().filter((line) => line === warning)).to.have.length(3);
    expect(
      scenario.context.said.results.map((result) => (result as { outcome: string }[])[0]?.outcome),
    ).to.deep.equal(["expires soon", "warned", "expires soon"]);
    expect(scenario.record("pr-8")).to.include({ warned: soon.expires, reason: "it had failed" });
    scenario.put(workspace({ ...soon, warned: soon.expires, expires: "2026-01-31T13:45:00.000Z" }));
    await expire(scenario.context, "dev", OPTIONS);
    expect(published()).to.have.length(2);
  });

  it("says when nobody could be told, tries again with the next run, and is no failure", async () => {
    scenario.put(workspace({ name: "pr-8", expires: "2026-01-31T13:30:00.000Z" }));
    const missing = Object.assign(new Error("Topic does not exist"), { name: "NotFoundException" });
    scenario.topic.on(PublishCommand).rejectsOnce(missing).resolves({});
    await expire(scenario.context, "dev", OPTIONS);
    expect(said().at(-1)).to.equal(
      "warning: nobody could be told by SNS of workspace pr-8: the environment's runtime is not deployed",
    );
    expect(scenario.record("pr-8")).to.not.have.property("warned");
    await expire(scenario.context, "dev", OPTIONS);
    expect(scenario.record("pr-8")).to.have.property("warned");
  });

  it("does not warn of one that is being destroyed", async () => {
    scenario.put(workspace({ name: "pr-8", expires: "2026-01-31T13:30:00.000Z", status: "destroying" }));
    await expire(scenario.context, "dev", OPTIONS);
    expect(scenario.topic.commandCalls(PublishCommand)).to.deep.equal([]);
  });

  it("only says which with --dry-run", async () => {
    await expire(scenario.context, "dev", { ...OPTIONS, dryRun: true });
    expect(said()).to.deep.equal([`workspace pr-7 of ada, expired ${OVER}: would be destroyed`]);
    expect(scenario.runs).to.deep.equal([]);
  });

  it("says that none has expired", async () => {
    scenario.bucket.delete(".fleet/workspaces/pr-7.json");
    await expire(scenario.context, "dev", OPTIONS);
    expect(said()).to.deep.equal(["dev: no workspace has expired"]);
  });

  it("skips one that somebody is at work on, with a warning, and is no failure", async () => {
    scenario.bucket.put(
      ".fleet/leases/runtime/dev.pr-7.json",
      JSON.stringify({
        format: 1,
        fence: 1,
        holder: holder(),
        operation: "workspace create",
        takenAt: OVER,
        ttlSeconds: 60,
        beat: 1,
        released: false,
      }),
    );
    await expire(scenario.context, "dev", OPTIONS);
    expect(scenario.runs).to.deep.equal([]);
    expect(scenario.record("pr-7")).to.include({ status: "active" });
    expect(said()).to.deep.equal([
      `warning: workspace pr-7 of ada, expired ${OVER}: skipped: runtime dev.pr-7 is in use: if it is gone, its lease ends by itself: --wait 120s is enough`,
    ]);
  });

  it("goes on after one that cannot be destroyed, and fails at the end", async () => {
    scenario.put(workspace({ name: "pr-8", expires: OVER }));
    scenario.fail("destroy", new FleetError("DeploymentFailed", "the cluster has tasks"));
    const error = (await failureOf(expire(scenario.context, "dev", OPTIONS))) as FleetError;
    expect(scenario.runs).to.deep.equal(["destroy dev.pr-7", "destroy dev.pr-8"]);
    expect(error).to.include({
      name: "DeploymentFailed",
      message: "2 of 2 expired workspaces of dev could not be destroyed",
    });
    expect(error.details).to.deep.equal(["pr-7: the cluster has tasks", "pr-8: the cluster has tasks"]);
  });

  it("warns of a record that cannot be read", async () => {
    scenario.bucket.put(".fleet/workspaces/pr-9.json", "[]");
    await expire(scenario.context, "dev", OPTIONS);
    expect(said()[0]).to.equal(`workspace pr-7 of ada, expired ${OVER}: destroyed`);
    expect(said()[1]).to.equal(
      "warning: .fleet/workspaces/pr-9.json is no record of a workspace: nobody knows when it expires",
    );
  });
});
