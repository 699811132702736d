import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import {
  buildFunctions,
  bundleFunctions,
  FUNCTIONS,
  type FunctionFiles,
  functionArchives,
  INDEX_FUNCTION,
  indexFunctionArchive,
} from "../../../components/pipeline/function-bundle";

const LAMBDAS = join(__dirname, "../../../lambdas");

/** `require` as it is in Lambda: there are no packages. */
function requireBuiltin(id: string): unknown {
  if (!isBuiltin(id)) {
    throw new Error(`${id} is not in the bundle`);
  }
  return createRequire(__filename)(id);
}

/** Those of the pipeline, and that of project `state`. */
const ALL = [...FUNCTIONS, INDEX_FUNCTION] as const;

describe("bundleFunctions", () => {
  let functions: Readonly<Record<(typeof ALL)[number], FunctionFiles>>;
  before(() => {
    functions = bundleFunctions(ALL);
  });

  it("knows every function there is", () => {
    const folders = readdirSync(LAMBDAS).filter((entry) => existsSync(join(LAMBDAS, entry, "handler.ts")));
    expect(folders).to.have.members([...ALL]);
  });

  for (const name of ALL) {
    it(`makes ${name} a CommonJS module of less than 600 KB that needs nothing but Node`, () => {
      const code = functions[name]["index.js"];
      expect(Buffer.byteLength(code)).to.be.below(600_000);
      const module: { exports: { handler?: unknown } } = { exports: {} };
      new Function("module", "exports", "require", code)(module, module.exports, requireBuiltin);
      expect(module.exports.handler).to.be.a("function");
    });

    it(`puts a source map beside ${name} that names its source`, () => {
      expect(functions[name]["index.js"].trimEnd().endsWith("//# sourceMappingURL=index.js.map")).to.equal(
        true,
      );
      const map: { sources: string[]; sourcesContent?: unknown } = JSON.parse(
        functions[name]["index.js.map"],
      );
      expect(map.sources).to.include("handler.ts");
      expect(map.sourcesContent).to.equal(undefined);
    });
  }

  it("builds the same twice, so that an unchanged function is not deployed again", () => {
    expect(bundleFunctions(ALL)).to.deep.equal(functions);
  });
});

describe("functionArchives", () => {
  it("hands the code over as files, which keep it out of the state", async () => {
    const { trigger } = functionArchives();
    const assets = await (trigger as pulumi.asset.AssetArchive).assets;
    const code = assets["index.js"] as pulumi.asset.FileAsset;
    expect(readFileSync(await code.path, "utf8")).to.equal(buildFunctions().trigger["index.js"]);
  });
});

describe("indexFunctionArchive", () => {
  it("hands the code of the indexer over as files", async () => {
    const assets = await (indexFunctionArchive() as pulumi.asset.AssetArchive).assets;
    const code = assets["index.js"] as pulumi.asset.FileAsset;
    expect(readFileSync(await code.path, "utf8")).to.equal(
      bundleFunctions([INDEX_FUNCTION])[INDEX_FUNCTION]["index.js"],
    );
  });
});
