import { expect } from "chai";
import { ownTask } from "../../../backend/locks/own-task";
import { TaskMetadataEndpoint } from "../../../local/tasks/task-metadata";

describe("ownTask", () => {
  const endpoint = new TaskMetadataEndpoint();
  after(() => endpoint.close());

  it("asks the agent of ECS", async () => {
    const address = await endpoint.serve({ Cluster: "arn:cluster/runner", TaskARN: "arn:task/runner/0a1b" });
    expect(await ownTask({ ECS_CONTAINER_METADATA_URI_V4: address })).to.deep.equal({
      cluster: "arn:cluster/runner",
      arn: "arn:task/runner/0a1b",
    });
  });

  it("is none outside ECS, and where the agent does not say", async () => {
    const address = await endpoint.serve({ Cluster: "", TaskARN: "arn:task/runner/empty" });
    expect(await ownTask({})).to.equal(undefined);
    expect(await ownTask({ ECS_CONTAINER_METADATA_URI_V4: address })).to.equal(undefined);
    expect(await ownTask({ ECS_CONTAINER_METADATA_URI_V4: `${address}-other` })).to.equal(undefined);
    expect(await ownTask({ ECS_CONTAINER_METADATA_URI_V4: "http://127.0.0.1:1" })).to.equal(undefined);
  });
});
