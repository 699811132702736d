import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { PlannedResource } from "../../../cli/engine/engine";
import { codeStubs } from "../../../cli/migration/code-stubs";
import { importFile } from "../../../cli/migration/import-file";
import { type MigrationPlan, migrationPlan } from "../../../cli/migration/migration-plan";
import { parsePlan, planText } from "../../../cli/migration/plan-file";
import { parseTerraformState, type TerraformState } from "../../../cli/migration/terraform-state";
import { CASES } from "../../../cli/validation/program-cases";
import { environmentConfig } from "../../support/environment-config";
import { runProgram } from "../../support/pulumi-mocks";

const FILE = join(__dirname, "..", "..", "fixtures", "terraform", "legacy-dev.tfstate.json");

/** Values in the state that must be in nothing that is written. */
const SECRETS = ["hunter2", "correct-horse", "s3cr3t-in-variables", "c3VwZXItc2VjcmV0"];

describe("migrationPlan of the example state", function () {
  this.timeout(120_000);
  let state: TerraformState;
  let plan: MigrationPlan;

  before(async () => {
    state = parseTerraformState(readFileSync(FILE, "utf8"), FILE);
    plan = migrationPlan("dev", state, {
      base: await registered("base"),
      runtime: await registered("runtime"),
    });
  });

  it("has a step for every instance, also for data sources and deposed objects", () => {
    expect(plan.steps.map(({ address }) => address)).to.deep.equal(
      state.resources.map(({ address }) => address),
    );
    expect(plan.steps).to.have.lengthOf(71);
    expect(plan.steps.filter(({ reason }) => reason === "")).to.deep.equal([]);
  });

  it("splits by the program that has the resource", () => {
    expect(stepOf("aws_dynamodb_table.requests")).to.deep.equal({
      address: "aws_dynamodb_table.requests",
      type: "aws:dynamodb/table:Table",
      id: "hyperion-dev-requests",
      project: "base",
      urn: "urn:pulumi:dev::base::fleet:components:RequestTable$aws:dynamodb/table:Table::requests",
      action: "import",
      reason: "the same name",
    });
    const group = stepOf('module.pipeline["main"].aws_cloudwatch_log_group.function["trigger"]');
    expect([group.action, group.project, group.urn]).to.deep.equal([
      "import",
      "runtime",
      "urn:pulumi:dev::runtime::fleet:pipeline:StreamTrigger$fleet:pipeline:NodeFunction$aws:cloudwatch/logGroup:LogGroup::trigger-log",
    ]);
    const flow = stepOf("module.network.aws_cloudwatch_log_group.flow");
    expect([flow.action, flow.project]).to.deep.equal(["import", "base"]);
  });

  it("makes stubs of what no program has", () => {
    const queue = stepOf('module.pipeline["main"].aws_sqs_queue.dead_letters');
    expect([queue.action, queue.project, queue.reason]).to.deep.equal([
      "stub",
      "runtime",
      "the program has none, or more than one, with this name",
    ]);
  });

  it("leaves out, with the reason, what is nothing in AWS or not known", () => {
    const left = plan.steps.filter(({ action }) => action === "skip");
    expect(left.map(({ address, reason }) => `${address}: ${reason}`)).to.have.members([
      "module.network.data.aws_availability_zones.available: a data source: the programs read it themselves",
      "data.aws_caller_identity.current: a data source: the programs read it themselves",
      'module.pipeline["main"].aws_ecs_task_definition.runner (deposed 9c2e1a77): deposed: Terraform was still to delete it; delete it by hand',
      "aws_secretsmanager_secret_version.api: no Pulumi type is known for aws_secretsmanager_secret_version: fill in type, id and project, and make it a stub",
      "aws_db_instance.reports: no Pulumi type is known for aws_db_instance: fill in type, id and project, and make it a stub",
      "random_password.db: of provider hashicorp/random: it is nothing in AWS",
    ]);
  });

  it("writes import file and stubs with the ids that `pulumi import` wants", () => {
    const stubs = plan.steps.filter(({ action }) => action === "stub");
    const { resources } = importFile(stubs, byAddress());
    expect(resources).to.deep.include({
      type: "aws:ec2/route:Route",
      name: "network-private-0",
      id: "rtb-00000000000000a10_0.0.0.0/0",
    });
    expect(resources).to.deep.include({
      type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
      name: "roles-legacy",
      id: "hyperion-dev-runner/arn:aws:iam::aws:policy/ReadOnlyAccess",
    });
    expect(resources).to.deep.include({
      type: "aws:ec2/securityGroupRule:SecurityGroupRule",
      name: "network-legacy-ssh",
      id: "sg-host_ingress_tcp_22_22_10.0.0.0/8",
    });
    const queue = stubs.filter(({ address }) => address.includes("aws_sqs_queue"));
    expect(codeStubs(queue, byAddress())).to.equal(`import * as aws from "@pulumi/aws";

// module.pipeline["main"].aws_sqs_queue.dead_letters
new aws.sqs.Queue(
  "pipeline-main-dead-letters",
  {
    name: "legacy-jobs",
    // complete this from the Terraform code, until a preview shows no change
  },
  // remove \`import\` when it is done
  { import: "https://sqs.eu-west-1.amazonaws.com/111122223333/legacy-jobs", protect: true },
);
`);
  });

  it("writes no secret anywhere", () => {
    const stubs = plan.steps.filter(({ action }) => action === "stub");
    const written = [
      planText(plan),
      JSON.stringify(importFile(stubs, byAddress())),
      codeStubs(stubs, byAddress()),
    ];
    for (const secret of SECRETS) {
      expect(readFileSync(FILE, "utf8")).to.contain(secret);
      expect(written.join("\n")).not.to.contain(secret);
    }
  });

  it("is read back as it was written", () => {
    expect(parsePlan(planText(plan), "plan.yaml")).to.deep.equal(plan);
  });

  function stepOf(address: string): MigrationPlan["steps"][number] {
    const step = plan.steps.find((one) => one.address === address);
    expect(step, address).not.to.equal(undefined);
    return step as MigrationPlan["steps"][number];
  }

  function byAddress() {
    return new Map(state.resources.map((resource) => [resource.address, resource]));
  }
});

async function registered(project: "base" | "runtime"): Promise<readonly PlannedResource[]> {
  const found = CASES.find((one) => one.project === project);
  if (!found) {
    throw new Error(`no case of ${project}`);
  }
  const { resources } = await runProgram(found.program, found.settingsOf("dev", environmentConfig("dev")));
  return resources.map((resource) => ({ ...resource, operation: "create" }));
}
