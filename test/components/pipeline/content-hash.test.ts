import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { contentHash } from "../../../components/pipeline/content-hash";

describe("contentHash", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "fleet-hash-"));
    mkdirSync(join(root, "folder/inner"), { recursive: true });
    writeFileSync(join(root, "folder/inner/a"), "1");
    writeFileSync(join(root, "folder/b"), "2");
    writeFileSync(join(root, "c"), "3");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const hash = () => contentHash(root, ["folder", "c"]);

  it("is the same for the same content, in whatever order it is named", () => {
    expect(hash()).to.match(/^[0-9a-f]{64}$/);
    expect(contentHash(root, ["c", "folder"])).to.equal(hash());
  });

  it("changes with a file's content, name and place", () => {
    const hashes = [hash()];
    writeFileSync(join(root, "folder/b"), "changed");
    hashes.push(hash());
    renameSync(join(root, "folder/b"), join(root, "folder/d"));
    hashes.push(hash());
    renameSync(join(root, "folder/d"), join(root, "folder/inner/d"));
    hashes.push(hash());
    expect(new Set(hashes).size).to.equal(4);
  });

  it("does not look beside what is named", () => {
    const before = hash();
    writeFileSync(join(root, "other"), "x");
    expect(hash()).to.equal(before);
  });
});
