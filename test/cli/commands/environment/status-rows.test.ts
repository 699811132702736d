import { expect } from "chai";
import { projectStatuses } from "../../../../cli/commands/environment/scope-status";
import { costNotes, statusRows } from "../../../../cli/commands/environment/status-rows";
import { pricesOf } from "../../../../contracts/prices/price-origin";
import { current } from "../../../support/current-checkpoint";

const LEASE = {
  kind: "lease",
  key: "k",
  project: "runtime",
  stack: "dev",
  description: "",
  owner: "ada on laptop",
  operation: "up",
  state: "alive",
  evidence: "",
} as const;

describe("statusRows", () => {
  it("shows the scopes of each environment below each other, with who is at work", () => {
    const projects = projectStatuses([current("runtime", "dev"), current("base", "dev")], "eu-west-1");
    const [, base, runtime] = projects;
    if (!base || !runtime) {
      throw new Error("there are four projects");
    }
    const dev = { environment: "dev", projects: [base, runtime], locks: [LEASE] } as const;
    const staging = {
      environment: "staging",
      projects: [],
      locks: [],
      unavailable: "not bootstrapped in account 1, eu-west-1: run `fleet bootstrap staging`",
    } as const;
    expect(statusRows([dev, staging])).to.deep.equal([
      "ENVIRONMENT  SCOPE    STACKS  RESOURCES  STATE  COST A MONTH  LAST CHANGE               IN USE",
      "dev          base     1       2          2 KiB  $1.00         2026-01-31T12:00:00.000Z",
      "dev          runtime  1       2          2 KiB  $1.00         2026-01-31T12:00:00.000Z  dev by ada on laptop for up (alive)",
      "dev          total    2       4          3 KiB  $2.00",
      "staging: not bootstrapped in account 1, eu-west-1: run `fleet bootstrap staging`",
    ]);
  });

  it("says what is not deployed", () => {
    const [state, , , enclave] = projectStatuses([], "eu-west-1");
    const projects = [state, enclave].filter((each) => each !== undefined);
    expect(statusRows([{ environment: "dev", projects, locks: [] }]).slice(1, 3)).to.deep.equal([
      "dev          state     not deployed",
      "dev          enclaves  none",
    ]);
  });
});

describe("costNotes", () => {
  it("says what is counted and what is not", () => {
    const rds = { urn: "rds", type: "aws:rds/instance:Instance", custom: true };
    const projects = projectStatuses([current("base", "dev", [rds])], "eu-west-1");
    expect(costNotes([{ environment: "dev", projects, locks: [] }])).to.deep.equal([
      "cost: what is there, for being there; what is billed by use is not counted",
      `prices: ${pricesOf("eu-west-1")}`,
      "price not known, not counted: 1 aws:rds/instance:Instance",
    ]);
    expect(costNotes([])).to.deep.equal([]);
  });
});
