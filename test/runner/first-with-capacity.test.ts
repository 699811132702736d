import { expect } from "chai";
import { FleetError } from "../../contracts/errors";
import type { Placement } from "../../contracts/placement";
import { firstWithCapacity } from "../../runner/first-with-capacity";
import { failureOf } from "../support/command-context";
import { RecordedLog } from "../support/recorded-log";

const PLACES: readonly Placement[] = [
  { subnetId: "subnet-a", hostType: "c6i.xlarge" },
  { subnetId: "subnet-b", hostType: "c6i.xlarge" },
  { subnetId: "subnet-a", hostType: "m6i.xlarge" },
];

describe("firstWithCapacity", () => {
  const steps: string[] = [];
  let log: RecordedLog;

  beforeEach(() => {
    steps.length = 0;
    log = new RecordedLog();
  });

  function search(...answers: readonly FleetError[]): Promise<string> {
    return searchAt(PLACES, answers);
  }
  function searchAt(places: readonly Placement[], answers: readonly FleetError[]): Promise<string> {
    const left = [...answers];
    return firstWithCapacity({
      places,
      log,
      clear: async () => {
        steps.push("clear");
      },
      deployAt: async ({ subnetId, hostType }) => {
        const where = `${hostType} in ${subnetId}`;
        steps.push(where);
        const error = left.shift();
        if (error) {
          throw error;
        }
        return where;
      },
    });
  }
  const lacking = (...lines: readonly string[]) => new FleetError("CapacityUnavailable", "none", lines);

  it("stays where it goes first when there is a host", async () => {
    expect(await search()).to.equal("c6i.xlarge in subnet-a");
    expect(steps).to.deep.equal(["c6i.xlarge in subnet-a"]);
  });

  it("goes on to the next place when what it left is away, and says so in the log", async () => {
    expect(await search(lacking("none"), lacking("none"))).to.equal("m6i.xlarge in subnet-a");
    expect(steps).to.deep.equal([
      "c6i.xlarge in subnet-a",
      "clear",
      "c6i.xlarge in subnet-b",
      "clear",
      "m6i.xlarge in subnet-a",
    ]);
    expect(log.lines.map(({ message }) => message)).to.deep.equal([
      "AWS has no c6i.xlarge to give in subnet-a",
      "AWS has no c6i.xlarge to give in subnet-b",
    ]);
  });

  it("tells of every place when there is none, and leaves nothing of the last", async () => {
    const failure = await failureOf(search(lacking("no 1"), lacking("no 2", "no 3"), lacking("no 4")));
    expect(failure.name).to.equal("CapacityUnavailable");
    expect(failure.message).to.equal(
      "AWS has no host to give at any of the 3 places that are allowed: it is tried again, and then asked for later",
    );
    expect((failure as FleetError).details).to.deep.equal([
      "c6i.xlarge in subnet-a: no 1",
      "c6i.xlarge in subnet-b: no 2",
      "c6i.xlarge in subnet-b: no 3",
      "m6i.xlarge in subnet-a: no 4",
    ]);
    expect(steps.at(-1)).to.equal("clear");
  });

  it("goes nowhere else when there is one place only", async () => {
    const failure = await failureOf(searchAt(PLACES.slice(0, 1), [lacking("no 1")]));
    expect(failure.message).to.equal(
      "AWS has no host to give at the one place that is allowed: it is tried again, and then asked for later",
    );
    expect(steps).to.deep.equal(["c6i.xlarge in subnet-a", "clear"]);
  });

  it("goes nowhere else for another error", async () => {
    const failure = await failureOf(search(new FleetError("DeploymentFailed", "no such image")));
    expect(failure.message).to.equal("no such image");
    expect(steps).to.deep.equal(["c6i.xlarge in subnet-a"]);
  });
});
