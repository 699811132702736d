import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { findWorkspaces } from "../../../cli/file-workspaces/source-folder";
import { fileId, metadataOf, writeFileWorkspaces } from "../../support/file-workspaces";

const [ONE, TWO, THREE] = [fileId(1), fileId(2), fileId(3)] as const;

describe("findWorkspaces", () => {
  let folder: string;
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("finds what has a state, metadata or a mention in the index, by id", () => {
    folder = writeFileWorkspaces({ [TWO]: { state: "{}" }, [ONE]: { metadata: metadataOf("a") } }, [
      { id: THREE },
      ONE,
    ]);
    expect(findWorkspaces(folder)).to.deep.equal([
      { id: ONE, metadataPath: join(folder, "metadata", `${ONE}.json`), statePath: undefined, indexed: true },
      { id: TWO, metadataPath: undefined, statePath: join(folder, TWO, "terraform.tfstate"), indexed: false },
      { id: THREE, metadataPath: undefined, statePath: undefined, indexed: true },
    ]);
  });

  it("reads an index that is a map, and does without one", () => {
    folder = writeFileWorkspaces({ [ONE]: { state: "{}" } }, { [ONE]: { name: "a" }, version: 1 });
    expect(findWorkspaces(folder).map(({ id, indexed }) => [id, indexed])).to.deep.equal([[ONE, true]]);
    rmSync(join(folder, "index.json"));
    expect(findWorkspaces(folder).map(({ id, indexed }) => [id, indexed])).to.deep.equal([[ONE, undefined]]);
  });

  it("refuses what is no such folder", () => {
    folder = writeFileWorkspaces({}, "{");
    const index = join(folder, "index.json");
    expect(() => findWorkspaces(folder)).to.throw(
      `${index} is not JSON: correct it, or move it away; the workspaces are found without it`,
    );
    rmSync(index);
    expect(() => findWorkspaces(folder)).to.throw(
      `${folder} has no workspaces: neither <uuid>/terraform.tfstate, nor metadata/<uuid>.json, nor an index.json that names one`,
    );
    rmSync(folder, { recursive: true });
    expect(() => findWorkspaces(folder)).to.throw(
      `--source-dir is ${folder}, which is no folder: give the one that has metadata/ and index.json`,
    );
  });
});
