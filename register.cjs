// Runs TypeScript as it is on disk: each file is transformed when it is required. A transformed file is kept under the
// digest of everything it was made of, so an edited file is another one and a stale build can never run.
// Types are checked by `make check`, not here.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const sourceMapSupport = require("source-map-support");

const OPTIONS = {
  loader: "ts",
  format: "cjs",
  target: "node20",
  platform: "node",
  sourcemap: "external",
  sourcesContent: false,
};
const CACHE = path.join(__dirname, "node_modules", ".cache", "hyperion-fleet");
const MADE_BY = JSON.stringify([require("esbuild/package.json").version, OPTIONS]);

// From Node 22.8 on: what was compiled is kept, too, packages included. Node knows an edited file itself.
Module.enableCompileCache?.(path.join(CACHE, "compiled"));

const maps = new Map();

// Not Node's own source maps: with them on, Node reads the map of every package's file when it loads the file.
sourceMapSupport.install({
  environment: "node",
  handleUncaughtExceptions: false,
  overrideRetrieveSourceMap: true,
  retrieveSourceMap: (file) => (maps.has(file) ? { url: file, map: maps.get(file)() } : null),
});

// Pulumi's SDK reads the stack of an empty error for each promise that it makes, and hardly ever shows one.
const mappedStack = Error.prepareStackTrace;
Error.prepareStackTrace = (error, frames) =>
  error.message === "" ? [error.name, ...frames].join("\n    at ") : mappedStack(error, frames);

Module._extensions[".ts"] = (module, filename) => {
  const { code, map } = transformed(filename, fs.readFileSync(filename, "utf8"));
  maps.set(filename, map);
  module._compile(code, filename);
};

function transformed(filename, source) {
  const kept = cachedFile(filename, source);
  try {
    return { code: fs.readFileSync(kept, "utf8"), map: () => fs.readFileSync(`${kept}.map`, "utf8") };
  } catch {
    const { code, map } = require("esbuild").transformSync(source, { ...OPTIONS, sourcefile: filename });
    keep(`${kept}.map`, map);
    keep(kept, code);
    return { code, map: () => map };
  }
}

/** Where the code of `source`, read from `filename`, is kept; its source map lies beside it. */
function cachedFile(filename, source) {
  const digest = createHash("sha256")
    .update(JSON.stringify([MADE_BY, filename, source]))
    .digest("hex");
  return path.join(CACHE, `${digest}.js`);
}

/** Whole or not at all: others may read and write the same file. A folder that cannot be written to costs time only. */
function keep(file, text) {
  const unfinished = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(CACHE, { recursive: true });
    fs.writeFileSync(unfinished, text);
    fs.renameSync(unfinished, file);
  } catch {
    fs.rmSync(unfinished, { force: true });
  }
}

module.exports = { cachedFile };
