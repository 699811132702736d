import { expect } from "chai";
import { parseMetadata } from "../../../cli/file-workspaces/workspace-metadata";
import { fileId, metadataOf } from "../../support/file-workspaces";

const ID = fileId(1);
const parse = (metadata: unknown) => parseMetadata(JSON.stringify(metadata), ID);

describe("parseMetadata", () => {
  it("reads each spelling, and says what it does not take over", () => {
    const file = {
      workspaceId: ID,
      name: "shop",
      env: "production",
      createdBy: "ada",
      template_name: "web",
      status: "failed",
      description: "the shop",
      tags: ["team=a=b", "urgent"],
      createdAt: "2024-05-01T10:00:00+02:00",
      updatedAt: "2024-06-01T00:00:00Z",
      expires_at: "2025-01-01T00:00:00Z",
      lock: null,
      variables: { size: 3 },
    };
    expect(parse(file)).to.deep.equal({
      metadata: {
        name: "shop",
        environment: "prod",
        owner: "ada",
        status: "failed",
        description: "the shop",
        tags: { team: "a=b", urgent: "", Template: "web" },
        created: "2024-05-01T08:00:00.000Z",
        updated: "2024-06-01T00:00:00.000Z",
        expires: "2025-01-01T00:00:00.000Z",
      },
      ignored: ["lock", "variables"],
    });
  });

  it("takes the creation for the last change where none is told, and tags as a map", () => {
    const read = parse(metadataOf("shop", { tags: { team: "a", size: 3 } }));
    expect(read).to.have.nested.property("metadata.updated", "2024-05-01T08:00:00.000Z");
    expect(read).to.have.deep.nested.property("metadata.tags", { team: "a", size: "3" });
  });

  it("names everything that is missing or wrong", () => {
    expect(parse({ id: fileId(2), name: "../etc", environment: "moon", created_at: "soon" })).to.deep.equal({
      findings: [
        `its metadata is of ${fileId(2)}`,
        'its name is "../etc": use at most 100 letters, digits and . _ -',
        'its environment is "moon": use dev, staging, prod',
        "its metadata has no owner",
        'its created is "soon": use a time in ISO 8601',
      ],
    });
    expect(parse({})).to.deep.equal({
      findings: [
        "its metadata has no name",
        "its metadata has no environment",
        "its metadata has no owner",
        "its metadata has no created_at",
      ],
    });
  });

  it("refuses what is no JSON object, without quoting it", () => {
    expect(parseMetadata('{"password":"hunter2', ID)).to.deep.equal({
      findings: ["its metadata is not JSON"],
    });
    expect(parse(["a"])).to.deep.equal({ findings: ["its metadata is no JSON object"] });
  });

  it("refuses a time that is wrong, also where none is needed", () => {
    expect(parse(metadataOf("shop", { expires_at: "never" }))).to.deep.equal({
      findings: ['its expires is "never": use a time in ISO 8601'],
    });
  });
});
