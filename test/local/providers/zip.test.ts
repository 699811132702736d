import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { specialArchiveSig, specialAssetSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { expect } from "chai";
import { strFromU8, strToU8, unzipSync } from "fflate";

import { zipArchive } from "../../../local/providers/zip";

const text = (content: string) => ({ [specialSigKey]: specialAssetSig, text: content });
const file = (path: string) => ({ [specialSigKey]: specialAssetSig, path });
const archive = (assets: object) => ({ [specialSigKey]: specialArchiveSig, assets });

function unpacked(zip: Uint8Array): Record<string, string> {
  return Object.fromEntries(Object.entries(unzipSync(zip)).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

describe("zipArchive", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "fleet-zip-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("packs texts, files and nested archives", () => {
    const path = join(folder, "data.txt");
    writeFileSync(path, "from a file");
    const zip = zipArchive(
      archive({ "index.js": text("from text"), data: archive({ "data.txt": file(path) }) }),
    );
    expect(unpacked(zip)).to.deep.equal({ "index.js": "from text", "data/data.txt": "from a file" });
  });

  it("gives the same bytes for the same content in another order", () => {
    const [one, two] = [text("one"), text("two")];
    expect(zipArchive(archive({ a: one, b: two }))).to.deep.equal(zipArchive(archive({ b: two, a: one })));
  });

  it("marks the added file as executable", () => {
    const zip = Buffer.from(zipArchive(archive({ a: text("a") }), { name: "run", content: strToU8("run") }));
    const attributes = [...centralDirectory(zip)];
    expect(attributes).to.deep.include({ name: "run", mode: 0o755 });
  });

  const refused: readonly (readonly [string, object, string])[] = [
    [
      "a FileArchive",
      { [specialSigKey]: specialArchiveSig, path: "/code" },
      "code must be an AssetArchive: the stand-in packs no FileArchive or RemoteArchive",
    ],
    [
      "a RemoteAsset",
      archive({ a: { [specialSigKey]: specialAssetSig, uri: "https://example.com" } }),
      "asset a must be a StringAsset or a FileAsset",
    ],
    [
      "a relative path",
      archive({ a: file("dist/a.js") }),
      "asset a has the relative path dist/a.js: give an absolute one, the stand-in runs in another folder",
    ],
  ];
  for (const [what, code, message] of refused) {
    it(`refuses ${what}`, () => {
      expect(() => zipArchive(code))
        .to.throw(Error)
        .with.property("message", message);
    });
  }
});

/** Names and Unix modes in a zip's central directory. */
function* centralDirectory(zip: Buffer): Iterable<{ name: string; mode: number }> {
  const signature = Buffer.from("PK\x01\x02", "latin1");
  for (let at = zip.indexOf(signature); at >= 0; at = zip.indexOf(signature, at + 1)) {
    const nameLength = zip.readUInt16LE(at + 28);
    yield {
      name: zip.toString("utf8", at + 46, at + 46 + nameLength),
      mode: (zip.readUInt32LE(at + 38) >>> 16) & 0o777,
    };
  }
}
