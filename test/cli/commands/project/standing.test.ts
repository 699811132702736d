import { expect } from "chai";
import type { Scope } from "../../../../cli/commands/project/scopes";
import { concernedProjects, refuseWhileStoodOn } from "../../../../cli/commands/project/standing";
import type { FleetError } from "../../../../contracts/errors";
import { current } from "../../../support/current-checkpoint";

const STACKS = [
  current("base", "dev"),
  current("enclave", "signer"),
  current("state", "dev"),
  current("runtime", "dev"),
  current("runtime", "dev.pr-123"),
];

function refusal(
  scopes: readonly Scope[],
  stacks = STACKS,
): readonly [string, readonly string[]] | undefined {
  try {
    refuseWhileStoodOn("dev", scopes, stacks);
    return undefined;
  } catch (error) {
    return [(error as FleetError).message, (error as FleetError).details];
  }
}

describe("concernedProjects", () => {
  it("are those that go and those that stand on them", () => {
    const concerned = (...scopes: readonly Scope[]) => [...concernedProjects(scopes)];
    expect(concerned("runtime")).to.deep.equal(["runtime"]);
    expect(concerned("enclaves", "runtime")).to.deep.equal(["enclave", "runtime"]);
    expect(concerned("base")).to.deep.equal(["base", "runtime", "enclave"]);
  });
});

describe("refuseWhileStoodOn", () => {
  it("lists runtimes, copies too, and enclaves that stand on a base", () => {
    expect(refusal(["base"])).to.deep.equal([
      "base of dev cannot be destroyed while others stand on it: destroy these first (`fleet workspace destroy`, `fleet down enclaves`, `fleet down runtime`)",
      [
        "enclave signer with 2 resources",
        "runtime dev with 2 resources",
        "runtime dev.pr-123 with 2 resources",
      ],
    ]);
  });

  it("lists a copy also where the environment's own runtime and enclaves go down with base", () => {
    expect(refusal(["enclaves", "runtime", "base"])?.[1]).to.deep.equal([
      "runtime dev.pr-123 with 2 resources",
    ]);
  });

  it("lists every other stack in a state bucket", () => {
    const others = [...STACKS, current("state", "other")];
    expect(refusal(["state"], others)?.[1]).to.deep.equal([
      "base dev with 2 resources",
      "enclave signer with 2 resources",
      "runtime dev with 2 resources",
      "runtime dev.pr-123 with 2 resources",
      "state other with 2 resources",
    ]);
  });

  it("takes a state that cannot be read for a stack that is there", () => {
    const { checkpoint: _, ...damaged } = current("runtime", "dev");
    expect(refusal(["base"], [{ ...damaged, damage: "it is empty" }])?.[1]).to.deep.equal([
      "runtime dev, whose state cannot be read: see `fleet state verify` (.pulumi/stacks/runtime/dev.json)",
    ]);
  });

  it("lets go what nothing stands on, and what only empty stacks are left of", () => {
    expect(refusal(["runtime"])).to.equal(undefined);
    expect(refusal(["base"], [current("runtime", "dev", []), current("base", "dev")])).to.equal(undefined);
    expect(refusal(["enclaves", "runtime", "base", "state"], STACKS.slice(0, 4))).to.equal(undefined);
  });
});
