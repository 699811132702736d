import { hostname, userInfo } from "node:os";
import { expect } from "chai";
import { currentHolder, describeHolder, parseHolder } from "../../../backend/locks/holder";
import { ciHolder, holder, taskHolder } from "../../support/holders";

describe("currentHolder", () => {
  it("is this process, with an id of its own each time", () => {
    const [first, second] = [currentHolder(), currentHolder()];
    expect(first).to.include({ user: userInfo().username, host: hostname(), pid: process.pid });
    expect(first.id).not.to.equal(second.id);
  });

  it("is the task that it is told, with its execution", () => {
    const task = { cluster: "runner", arn: "arn:task" };
    expect(currentHolder({ task, run: "vault-g1-deploy" })).to.deep.include({
      kind: "task",
      task,
      run: "vault-g1-deploy",
    });
  });
});

describe("describeHolder", () => {
  it("names person and process", () => {
    expect(describeHolder(holder())).to.equal("ada on desk (process 7)");
    expect(describeHolder(holder({ run: "https://ci/1" }))).to.equal(
      "ada on desk (process 7, run https://ci/1)",
    );
  });

  it("names task and cluster", () => {
    expect(describeHolder(taskHolder({ run: "vault-g1-deploy" }))).to.equal(
      "task 0a1b of cluster hyperion-dev-runner (run vault-g1-deploy)",
    );
  });
});

describe("parseHolder", () => {
  it("reads what was written", () => {
    for (const one of [holder(), taskHolder(), ciHolder(), currentHolder()]) {
      expect(parseHolder(JSON.parse(JSON.stringify(one)))).to.deep.equal({
        process: undefined,
        task: undefined,
        run: undefined,
        hosted: undefined,
        ...one,
      });
    }
  });

  it("is none for anything else", () => {
    for (const value of [
      undefined,
      null,
      7,
      {},
      { ...holder(), pid: "7" },
      { ...holder(), kind: "robot" },
      { ...holder(), id: "" },
      { ...holder(), task: {} },
      { ...holder(), process: { boot: "1" } },
    ]) {
      expect(parseHolder(value), JSON.stringify(value)).to.equal(undefined);
    }
  });
});
