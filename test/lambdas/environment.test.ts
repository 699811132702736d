import { expect } from "chai";
import { readEnvironment } from "../../lambdas/environment";

describe("readEnvironment", () => {
  it("gives values by our names", () => {
    expect(
      readEnvironment({ table: "TABLE", topic: "TOPIC" }, { TABLE: "requests", TOPIC: "arn" }),
    ).to.deep.equal({
      table: "requests",
      topic: "arn",
    });
  });

  it("names everything that is missing or empty at once", () => {
    expect(() =>
      readEnvironment({ table: "TABLE", topic: "TOPIC", other: "OTHER" }, { TABLE: "", OTHER: "x" }),
    )
      .to.throw("environment variables TABLE, TOPIC are not set: set them on the function")
      .with.property("name", "InvalidConfiguration");
  });
});
