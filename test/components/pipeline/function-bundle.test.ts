import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import {
  buildFunctions,
  FUNCTIONS,
  type FunctionFiles,
  type FunctionName,
  functionArchives,
} from "../../../components/pipeline/function-bundle";

const LAMBDAS = join(__dirname, "../../../lambdas");

/** `require` as it is in Lambda: there are no packages. */
function requireBuiltin(id: string): unknown {
  if (!isBuiltin(id)) {
    throw new Error(`${id} is not in the bundle`);
  }
  return createRequire(__filename)(id);
}

describe("buildFunctions", () => {
  let functions: Readonly<Record<FunctionName, FunctionFiles>>;
  before(() => {
    functions = buildFunctions();
  });

  it("knows every function there is", () => {
    const folders = readdirSync(LAMBDAS).filter((entry) => existsSync(join(LAMBDAS, entry, "handler.ts")));
    expect(folders).to.have.members([...FUNCTIONS]);
  });

  for (const name of FUNCTIONS) {
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
    expect(buildFunctions()).to.deep.equal(functions);
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
