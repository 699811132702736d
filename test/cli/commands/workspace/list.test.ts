import { HeadBucketCommand, S3ServiceException } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { list } from "../../../../cli/commands/registry/list";
import { select } from "../../../../cli/commands/workspace/select";
import { show } from "../../../../cli/commands/workspace/show";
import { readSelection, selectionPath, writeSelection } from "../../../../cli/selection";
import { failureOf } from "../../../support/command-context";
import { request } from "../../../support/request-fixture";
import {
  registeredCopy,
  type WorkspaceScenario,
  workspace,
  workspaceScenario,
} from "../../../support/workspace-scenario";

const PAGE = { filter: {}, sort: "updated", limit: 50 } as const;

describe("looking at workspaces", () => {
  let scenario: WorkspaceScenario;
  beforeEach(() => {
    scenario = workspaceScenario();
    scenario.put(workspace());
    scenario.put(workspace({ name: "pr-7", owner: "grace", expires: "2026-01-31T12:00:00.000Z" }));
    const expires = "2026-01-31T12:00:00.000Z";
    scenario.registered.push(registeredCopy("pr-123"), registeredCopy("pr-7", { owner: "grace", expires }));
  });
  afterEach(() => scenario.stop());

  const lines = () => scenario.context.said.lines;

  /** All environments share one bucket in memory, so only dev is there. */
  function onlyDevIsThere(): void {
    const missing = new S3ServiceException({
      name: "NotFound",
      $fault: "client",
      $metadata: { httpStatusCode: 404 },
    });
    const heads = scenario.bucket.s3;
    const send = heads.send.bind(heads);
    heads.send = (async (command: unknown) => {
      if (command instanceof HeadBucketCommand && !command.input.Bucket?.includes("-dev-")) {
        throw missing;
      }
      return send(command as never);
    }) as never;
  }

  it("lists who has which until when, and marks the selected one", async () => {
    writeSelection(scenario.context.home, { environment: "dev", workspace: "pr-123" });
    await list(scenario.context, ["dev"], PAGE);
    expect(lines()).to.deep.equal([
      "   NAME                ENV  STATUS  OWNER  RESOURCES  A MONTH  UPDATED            LEFT",
      "*  runtime/dev.pr-123  dev  active  ada    40         $41.20   2026-01-31T08:10Z  4 h",
      "   runtime/dev.pr-7    dev  active  grace  40         $41.20   2026-01-31T08:10Z  expired",
    ]);
  });

  it("says under the rows which ones end soon, and how to keep them", async () => {
    scenario.registered.splice(1);
    scenario.registered.push(registeredCopy("pr-8", { expires: "2026-01-31T12:45:00.000Z" }));
    await list(scenario.context, ["dev"], PAGE);
    expect(lines().slice(3)).to.deep.equal([
      "warning: workspace pr-8 of ada is destroyed in 45 min, at 2026-01-31T12:45:00.000Z: `fleet workspace extend pr-8 --ttl 8h` keeps it",
    ]);
  });

  it("lists as comma-separated values, and never a formula", async () => {
    scenario.registered.splice(1);
    scenario.registered.push(registeredCopy("pr-9", { owner: "=1+1", description: 'says "a, b"' }));
    await list(scenario.context, ["dev"], { ...PAGE, csv: true });
    const [heading, , last] = lines();
    expect(heading).to.equal(
      "id,name,environment,template,status,owner,resourceCount,monthlyCost,created,updated,lastDeployment,expires,lockHolder,description",
    );
    expect(last?.slice(37)).to.equal(
      'runtime/dev.pr-9,dev,runtime,active,\'=1+1,40,41.2,2026-01-31T08:00:00.000Z,2026-01-31T08:10:00.000Z,,2026-01-31T16:00:00.000Z,,"says ""a, b"""',
    );
  });

  it("goes on page by page over several environments, each workspace once", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      await list(scenario.context, ["dev"], { ...PAGE, sort: "name", limit: 1, cursor });
      const page = scenario.context.said.results.at(-1) as {
        readonly workspaces: readonly { readonly name: string }[];
        readonly cursor: string | null;
      };
      seen.push(...page.workspaces.map(({ name }) => name));
      cursor = page.cursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).to.deep.equal(["runtime/dev.pr-123", "runtime/dev.pr-7"]);
    const error = await failureOf(list(scenario.context, ["dev"], { ...PAGE, cursor: "eyJk" }));
    expect(error.message).to.equal('--cursor "eyJk" is none: give the one that the page before ended with');
  });

  it("shows one with its resources and enclaves", async () => {
    scenario.requests.set("own", request({ id: "own", workspace: "pr-123", status: "DEPLOYED" }));
    await show(scenario.context, "pr-123", { environment: "dev" });
    expect(lines()).to.include.members([
      "  workspace    runtime/dev.pr-123",
      "  expires      2026-01-31T16:00:00.000Z (4 h)",
      "  cost         $41.20 a month",
      "  tags         team=ada",
      "  40 resources",
      "    40  aws:sqs/queue:Queue",
      "  enclave      own DEPLOYED",
      "  no deployments",
    ]);
  });

  it("selects an environment without looking, and a workspace where it is", async () => {
    onlyDevIsThere();
    await select(scenario.context, "prod");
    expect(readSelection(scenario.context.home)).to.deep.equal({ environment: "prod" });
    await select(scenario.context, "pr-123");
    expect(readSelection(scenario.context.home)).to.deep.equal({ environment: "dev", workspace: "pr-123" });
    expect(lines()).to.deep.equal(["prod", "dev pr-123"]);
    await show(scenario.context, undefined);
    expect(scenario.context.said.results.at(-1)).to.include({
      name: "runtime/dev.pr-123",
      resourceCount: 40,
    });
  });

  it("says dev where nothing is selected", async () => {
    await select(scenario.context, undefined);
    expect(scenario.context.said.results).to.deep.equal([
      { environment: "dev", workspace: null, selected: false },
    ]);
  });

  it("wants a name where no workspace is selected", async () => {
    const error = await failureOf(show(scenario.context, undefined));
    expect(error).to.include({
      name: "InvalidArgument",
      message: "no workspace is selected: name one, or run `fleet workspace select <name>` first",
    });
  });

  it("wants an environment for a name that several have", async () => {
    const error = await failureOf(select(scenario.context, "pr-123"));
    expect(error).to.include({
      name: "InvalidArgument",
      message: "workspace pr-123 is in dev, staging, prod: say which by --env",
    });
  });

  it("does not take a damaged selection for none", async () => {
    writeSelection(scenario.context.home, { environment: "test" as never });
    const error = await failureOf(list(scenario.context, ["dev"], PAGE));
    expect(error).to.include({
      name: "InvalidConfiguration",
      message: `${selectionPath(scenario.context.home)} is no selection: run \`fleet workspace select <env>\` again`,
    });
  });
});
