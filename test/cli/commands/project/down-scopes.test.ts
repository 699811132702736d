import { expect } from "chai";
import { scopesToDestroy } from "../../../../cli/commands/project/down-scopes";

describe("scopesToDestroy", () => {
  it("takes all down last first, as far as the flags allow", () => {
    expect(scopesToDestroy("all", {})).to.deep.equal(["enclaves", "runtime"]);
    expect(scopesToDestroy("all", { deleteData: true })).to.deep.equal(["enclaves", "runtime", "base"]);
    expect(scopesToDestroy("all", { deleteData: true, includeState: true })).to.deep.equal([
      "enclaves",
      "runtime",
      "base",
      "state",
    ]);
    expect(scopesToDestroy("all", { includeState: true })).to.deep.equal(["enclaves", "runtime"]);
  });

  it("needs no flag for what holds no data", () => {
    expect(scopesToDestroy("enclaves", {})).to.deep.equal(["enclaves"]);
    expect(scopesToDestroy("runtime", {})).to.deep.equal(["runtime"]);
  });

  it("refuses what holds data, and names the flag", () => {
    const refused = (value: string, allowed: object) => () => scopesToDestroy(value, allowed);
    expect(refused("base", {})).to.throw(
      "base holds the request table, the runner's images and the key of both: their data cannot be brought back. Add --delete-data to destroy it.",
    );
    expect(refused("state", { deleteData: true })).to.throw(
      "state is the bucket that all state is in: without it nothing that is deployed can be changed again. Add --include-state to destroy it.",
    );
    expect(refused("state", { includeState: true })).to.throw(
      "state holds every version of every stack's state: it cannot be brought back. Add --delete-data to destroy it.",
    );
  });
});
