import { expect } from "chai";
import { checkPlanAgainstProgram, checkPlanAgainstState } from "../../../cli/migration/check-plan";
import type { MigrationPlan, MigrationStep } from "../../../cli/migration/migration-plan";
import { parsePlan, planText } from "../../../cli/migration/plan-file";
import type { TerraformState } from "../../../cli/migration/terraform-state";

const STEP: MigrationStep = {
  address: "aws_vpc.a",
  type: "aws:ec2/vpc:Vpc",
  id: "vpc-1",
  project: "base",
  urn: "s::vpc",
  action: "import",
  reason: "the same cidrBlock",
};
const PLAN: MigrationPlan = { environment: "dev", lineage: "l", serial: 1, steps: [STEP] };
const STATE = {
  serial: 1,
  lineage: "l",
  terraformVersion: "1.9.8",
  resources: [{ address: "aws_vpc.a", attributes: { id: "vpc-1" } }],
} as unknown as TerraformState;

describe("parsePlan", () => {
  it("names everything that is wrong", () => {
    const text = planText({
      ...PLAN,
      steps: [
        { ...STEP, action: "adopt" as "import" },
        { ...STEP, urn: undefined },
      ],
    });
    expect(() => parsePlan(text.replace("version: 1", "version: 2"), "plan.yaml"))
      .to.throw("plan.yaml is no migration plan: correct it, or make it anew")
      .with.deep.property("details", [
        "version is 2: it must be 1",
        'aws_vpc.a: action "adopt" is unknown: use import, stub, skip',
        "aws_vpc.a: import needs urn",
      ]);
  });
});

describe("checkPlanAgainstState", () => {
  const check = (steps: readonly MigrationStep[], plan: Partial<MigrationPlan> = {}) =>
    checkPlanAgainstState({ ...PLAN, steps, ...plan }, STATE, "dev", "plan.yaml");

  it("accepts what fits", () => {
    check([STEP]);
    check([{ ...STEP, action: "skip" }]);
  });

  it("lets no resource be dropped, doubled or be another one", () => {
    expect(() => check([{ ...STEP, address: "aws_vpc.b" }]))
      .to.throw("plan.yaml does not fit the state: 2 things to correct")
      .with.deep.property("details", [
        "aws_vpc.a is in the state and has no step: add it, for instance with action skip",
        "aws_vpc.b is not in the state: did you mean aws_vpc.a?",
      ]);
    expect(() => check([{ ...STEP, id: "vpc-2" }]))
      .to.throw("plan.yaml does not fit the state: 1 thing to correct")
      .with.deep.property("details", ["aws_vpc.a has id vpc-2, and vpc-1 in the state"]);
    expect(() => check([STEP, { ...STEP }])).to.throw(
      "plan.yaml does not fit the state: 2 things to correct",
    );
  });

  it("refuses a plan of another state or environment", () => {
    expect(() => check([STEP], { serial: 0 })).to.throw(
      "plan.yaml was made from serial 0 of lineage l, and the state is serial 1 of l: make the plan anew",
    );
    expect(() => check([STEP], { environment: "prod" })).to.throw(
      "plan.yaml is for prod and not for dev: give --env prod",
    );
  });
});

describe("checkPlanAgainstProgram", () => {
  const planned = [
    { urn: "s::vpc", type: "aws:ec2/vpc:Vpc", custom: true, operation: "create", protect: false, inputs: {} },
  ];

  it("names the nearest resource of the program", () => {
    expect(() => checkPlanAgainstProgram([{ ...STEP, urn: "s::vpx" }], planned, "base", "plan.yaml"))
      .to.throw("plan.yaml does not fit program base: 1 thing to correct")
      .with.deep.property("details", ["aws_vpc.a: program base has no s::vpx: did you mean s::vpc?"]);
  });

  it("refuses a resource of another type", () => {
    expect(() =>
      checkPlanAgainstProgram([{ ...STEP, type: "aws:ec2/eip:Eip" }], planned, "base", "plan.yaml"),
    )
      .to.throw("plan.yaml does not fit program base: 1 thing to correct")
      .with.deep.property("details", ["aws_vpc.a is a aws:ec2/eip:Eip, and s::vpc a aws:ec2/vpc:Vpc"]);
  });
});
