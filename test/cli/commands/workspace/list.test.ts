import { HeadBucketCommand, S3ServiceException } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { list } from "../../../../cli/commands/workspace/list";
import { select } from "../../../../cli/commands/workspace/select";
import { show } from "../../../../cli/commands/workspace/show";
import { readSelection, selectionPath, writeSelection } from "../../../../cli/selection";
import { ENVIRONMENTS } from "../../../../contracts/environment";
import { failureOf } from "../../../support/command-context";
import { request } from "../../../support/request-fixture";
import { type WorkspaceScenario, workspace, workspaceScenario } from "../../../support/workspace-scenario";

describe("looking at workspaces", () => {
  let scenario: WorkspaceScenario;
  beforeEach(() => {
    scenario = workspaceScenario();
    scenario.put(workspace());
    scenario.put(workspace({ name: "pr-7", owner: "grace", expires: "2026-01-31T12:00:00.000Z" }));
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
    await list(scenario.context, ["dev"]);
    expect(lines()).to.deep.equal([
      "   NAME    ENVIRONMENT  STATUS  OWNER  LEFT",
      "*  pr-123  dev          active  ada    4 h",
      "   pr-7    dev          active  grace  expired",
    ]);
  });

  it("takes an environment that cannot be reached for a line", async () => {
    onlyDevIsThere();
    await list(scenario.context, ENVIRONMENTS);
    expect(lines().filter((line) => line.startsWith("warning"))).to.deep.equal(
      ["staging", "prod"].map(
        (environment) =>
          `warning: ${environment}: state bucket hyperion-${environment}-state-111122223333-eu-west-1 is missing in account 111122223333, eu-west-1: run \`fleet bootstrap ${environment}\`, or choose the right account by AWS_PROFILE`,
      ),
    );
  });

  it("fails when no environment can be reached", async () => {
    onlyDevIsThere();
    const error = await failureOf(list(scenario.context, ["staging", "prod"]));
    expect(error).to.include({ name: "BackendUnavailable", message: "no environment can be reached" });
  });

  it("shows one with its resources and enclaves", async () => {
    scenario.requests.set("own", request({ id: "own", workspace: "pr-123", status: "DEPLOYED" }));
    await show(scenario.context, "pr-123", "dev");
    expect(lines()).to.include.members([
      "  stack        dev.pr-123",
      "  expires      2026-01-31T16:00:00.000Z (4 h)",
      "  resources    40",
      "  enclave      own DEPLOYED",
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
    expect(scenario.context.said.results.at(-1)).to.include({ name: "pr-123", resources: 40 });
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
    const error = await failureOf(list(scenario.context, ["dev"]));
    expect(error).to.include({
      name: "InvalidConfiguration",
      message: `${selectionPath(scenario.context.home)} is no selection: run \`fleet workspace select <env>\` again`,
    });
  });
});
