import { expect } from "chai";
import { checkPlanAgainstProgram, checkPlanAgainstState } from "../../../cli/migration/check-plan";
import type { MigrationPlan, MigrationStep } from "../../../cli/migration/migration-plan";
import { parsePlan, planText } from "../../../cli/migration/plan-file";
import type { TerraformState } from "../../../cli/migration/terraform-state";
import { FleetError } from "../../../contracts/errors";

const STEP: MigrationStep = {
  address: "aws_vpc.a",
  type: "aws:ec2/vpc:Vpc",
  id: "vpc-1",
  project: "base",
  urn: "urn:pulumi:dev::base::aws:ec2/vpc:Vpc::vpc",
  action: "import",
  reason: "the same cidrBlock",
};
const PLAN: MigrationPlan = { environment: "dev", lineage: "l", serial: 1, steps: [STEP] };
const STATE = {
  serial: 1,
  lineage: "l",
  terraformVersion: "1.9.8",
  resources: [{ address: "aws_vpc.a", type: "aws_vpc", mode: "managed", attributes: { id: "vpc-1" } }],
} as unknown as TerraformState;

const HEAD = "version: 1\nenvironment: dev\nlineage: l\nserial: 1\n";

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

describe("parsePlan of nonsense", () => {
  const NO_PLAN = "plan.yaml is no migration plan: correct it, or make it anew";
  const MISSING = [
    "version is missing: it must be 1",
    "environment is missing: it must be text",
    "lineage is missing: it must be text",
    "serial is missing: it must be a number",
    "resources is no list",
  ];
  const CASES: ReadonlyArray<readonly [what: string, text: string, message: string, details: string[]]> = [
    ["an empty file", "", NO_PLAN, MISSING],
    ["a word", "migrate", NO_PLAN, MISSING],
    ["a list", "- a", NO_PLAN, MISSING],
    [
      "steps that are none",
      `${HEAD}resources: [null, 7]`,
      NO_PLAN,
      ["resource 1 has no address", "resource 2 has no address"],
    ],
    [
      "a step without action",
      `${HEAD}resources: [{address: a}]`,
      NO_PLAN,
      ["a: action is missing: use import, stub, skip"],
    ],
    [
      "a project that is none",
      `${HEAD}resources: [{address: a, action: stub, project: state, type: t, id: i}]`,
      NO_PLAN,
      ['a: project "state" is unknown: use base or runtime'],
    ],
    [
      "an id that is a number",
      `${HEAD}resources: [{address: a, action: stub, project: base, type: t, id: 7}]`,
      NO_PLAN,
      ["a: stub needs id"],
    ],
    [
      "a key that is there twice",
      `${HEAD}${HEAD}`,
      "plan.yaml is not YAML: Map keys must be unique at line 5, column 1",
      [],
    ],
    [
      "what is not YAML",
      "a: [",
      "plan.yaml is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ] at line 1, column 5",
      [],
    ],
  ];
  for (const [what, text, message, details] of CASES) {
    it(`refuses ${what}`, () => {
      expect(() => parsePlan(text, "plan.yaml"))
        .to.throw(FleetError)
        .with.deep.include({ name: "InvalidArgument", message, details });
    });
  }
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

  it("lets no resource become one of another type, project or environment", () => {
    const urn = "urn:pulumi:prod::runtime::aws:ec2/vpc:Vpc::vpc";
    expect(() => check([{ ...STEP, type: "aws:ec2/eip:Eip", urn }]))
      .to.throw("plan.yaml does not fit the state: 2 things to correct")
      .with.deep.property("details", [
        "aws_vpc.a is a aws:ec2/vpc:Vpc, and not a aws:ec2/eip:Eip",
        `aws_vpc.a becomes ${urn}, which is not of base dev: it begins with urn:pulumi:dev::base::`,
      ]);
  });

  it("lets nothing be imported that is only read, or was to be deleted", () => {
    const resources = [
      { address: "data.aws_vpc.a", type: "aws_vpc", mode: "data", attributes: { id: "vpc-1" } },
      { address: "aws_vpc.a", type: "aws_vpc", mode: "managed", deposed: true, attributes: { id: "vpc-2" } },
    ] as unknown as TerraformState["resources"];
    const steps = resources.map(({ address, attributes }, index) => ({
      ...STEP,
      address,
      id: String(attributes.id),
      urn: `${STEP.urn}${index}`,
    }));
    expect(() => checkPlanAgainstState({ ...PLAN, steps }, { ...STATE, resources }, "dev", "plan.yaml"))
      .to.throw("plan.yaml does not fit the state: 2 things to correct")
      .with.deep.property("details", [
        "data.aws_vpc.a is a data source, and nothing to import: give it action skip",
        "aws_vpc.a is deposed, and nothing to import: give it action skip",
      ]);
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
    {
      urn: "urn:pulumi:dev::base::aws:ec2/vpc:Vpc::vpc",
      type: "aws:ec2/vpc:Vpc",
      custom: true,
      operation: "create",
      protect: false,
      inputs: {},
    },
  ];

  it("names the nearest resource of the program", () => {
    const urn = "urn:pulumi:dev::base::aws:ec2/vpc:Vpc::vpx";
    expect(() => checkPlanAgainstProgram([{ ...STEP, urn }], planned, "base", "plan.yaml"))
      .to.throw("plan.yaml does not fit program base: 1 thing to correct")
      .with.deep.property("details", [
        `aws_vpc.a: program base has no ${urn}: did you mean urn:pulumi:dev::base::aws:ec2/vpc:Vpc::vpc?`,
      ]);
  });

  it("refuses a resource of another type", () => {
    expect(() =>
      checkPlanAgainstProgram([{ ...STEP, type: "aws:ec2/eip:Eip" }], planned, "base", "plan.yaml"),
    )
      .to.throw("plan.yaml does not fit program base: 1 thing to correct")
      .with.deep.property("details", [
        "aws_vpc.a is a aws:ec2/eip:Eip, and urn:pulumi:dev::base::aws:ec2/vpc:Vpc::vpc a aws:ec2/vpc:Vpc",
      ]);
  });
});
