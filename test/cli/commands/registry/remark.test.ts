import { expect } from "chai";
import { cost } from "../../../../cli/commands/registry/cost";
import { describe as describeWorkspace } from "../../../../cli/commands/registry/describe";
import { graph } from "../../../../cli/commands/registry/graph";
import { tag } from "../../../../cli/commands/registry/tag";
import { deploymentRow } from "../../../../contracts/registry/rows";
import { bucketResource, checkpointBody, STACK_RESOURCE } from "../../../support/checkpoint-body";
import { failureOf } from "../../../support/command-context";
import {
  registeredCopy,
  type WorkspaceScenario,
  workspaceScenario,
} from "../../../support/workspace-scenario";

const TAGS = ".pulumi/stacks/runtime/dev.pr-123.pulumi-tags";

describe("commands on a registered workspace", () => {
  let scenario: WorkspaceScenario;
  beforeEach(() => {
    scenario = workspaceScenario();
    scenario.registered.push(registeredCopy("pr-123"));
  });
  afterEach(() => scenario.stop());

  const inDev = { environment: "dev", remove: [] } as const;
  const stored = () => JSON.parse(scenario.bucket.text(TAGS) ?? "null");
  const logged = () =>
    scenario.logged("runtime/dev.pr-123").map(({ operation, reason }) => [operation, reason]);

  it("keeps tags and description where Pulumi keeps tags, and tells the operations log", async () => {
    await tag(scenario.context, "pr-123", ["team=payments", "stale=1"], inDev);
    await tag(scenario.context, "runtime/dev.pr-123", [], { ...inDev, remove: ["stale"] });
    await describeWorkspace(scenario.context, "pr-123", " For the review ", "dev");
    expect(stored()).to.deep.equal({
      version: 1,
      tags: { team: "payments", "fleet:description": "For the review" },
    });
    expect(logged()).to.deep.equal([
      ["workspace tag", "set team=payments, set stale=1"],
      ["workspace tag", "removed stale"],
      ["workspace describe", "For the review"],
    ]);
    await describeWorkspace(scenario.context, "pr-123", "", "dev");
    expect(stored().tags).to.deep.equal({ team: "payments" });
  });

  const refused: readonly (readonly [readonly string[], string])[] = [
    [[], "nothing is tagged: give key=value, or --remove <key>"],
    [
      ["owner=mallory"],
      "the tag key owner is not allowed: the fleet sets Project, Environment, Scope, ManagedBy, Owner, CostCenter, Name, EnclaveId, EnclaveGeneration, EnclaveFence, fleet:description, fleet:expires itself",
    ],
    [["a b=1"], 'the tag key "a b" is not allowed: use 1 to 40 of a-z, A-Z, 0-9 and - _ . :'],
    [[`a=${"x".repeat(257)}`], "the value of tag a has 257 characters: use at most 256"],
  ];
  for (const [assignments, message] of refused) {
    it(`refuses ${JSON.stringify(assignments).slice(0, 40)}`, async () => {
      const error = await failureOf(tag(scenario.context, "pr-123", assignments, inDev));
      expect(error).to.include({ name: "InvalidArgument", message });
      expect(stored()).to.equal(null);
    });
  }

  it("sums what workspaces cost", async () => {
    scenario.registered.push(registeredCopy("pr-7", { owner: "grace", monthlyCost: 100 }));
    await cost(scenario.context, ["dev"], { by: "owner" });
    expect(scenario.context.said.lines).to.deep.equal([
      "OWNER  WORKSPACES  A MONTH",
      "grace  1           $100.00",
      "ada    1           $41.20",
      "all    2           $141.20",
    ]);
  });

  it("sums only the workspaces that are asked for", async () => {
    scenario.registered.push(registeredCopy("pr-7", { owner: "grace", monthlyCost: 100 }));
    await cost(scenario.context, ["dev"], { by: "template", filter: { owner: "grace" } });
    expect(scenario.context.said.lines).to.deep.equal([
      "TEMPLATE  WORKSPACES  A MONTH",
      "runtime   1           $100.00",
      "all       1           $100.00",
    ]);
  });

  it("tells what they cost at the end of each month, also those that are gone", async () => {
    const old = registeredCopy("pr-7", {
      status: "destroyed",
      owner: "grace",
      monthlyCost: 0,
      created: "2025-11-10T00:00:00.000Z",
    });
    const left = (ended: string, monthlyCost: number) =>
      deploymentRow({
        workspaceId: String(old.id),
        id: ended,
        status: "succeeded",
        started: ended,
        ended,
        monthlyCost,
      });
    const history = [left("2026-01-02T00:00:00.000Z", 0), left("2025-11-10T00:10:00.000Z", 100)];
    scenario.registered.push(old);
    scenario.deployments.push(...history);
    await cost(scenario.context, ["dev"], { by: "owner", months: 2 });
    expect(scenario.context.said.lines).to.deep.equal([
      "OWNER  WORKSPACES  A MONTH",
      "ada    1           $41.20",
      "all    1           $41.20",
      "a month, as it was at the end of each, and since the last one:",
      "  OWNER  2025-11  2025-12  NOW     CHANGE",
      "  ada    $0.00    $0.00    $41.20  +$41.20",
      "  grace  $100.00  $100.00  $0.00   -$100.00",
      "  all    $100.00  $100.00  $41.20  -$58.80",
    ]);
  });

  it("draws the state, and says when there is none", async () => {
    const options = { environment: "dev", format: "mermaid" } as const;
    const error = await failureOf(graph(scenario.context, "pr-123", options));
    expect(error).to.include({
      name: "StackNotFound",
      message: "runtime/dev.pr-123 is active: it has no state to draw",
    });
    scenario.bucket.put(
      ".pulumi/stacks/runtime/dev.pr-123.json",
      checkpointBody([STACK_RESOURCE, bucketResource("one")]),
    );
    await graph(scenario.context, "pr-123", options);
    expect(scenario.context.said.lines).to.deep.equal(["flowchart LR", '  n0["one<br/>s3/bucket"]']);
  });
});
