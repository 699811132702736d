// Runs TypeScript as it is on disk: each file is transformed in memory when it is required.
// Nothing is cached, so a stale build can never run. Types are checked by `make check`, not here.
const fs = require("node:fs");
const Module = require("node:module");
const { transformSync } = require("esbuild");
const sourceMapSupport = require("source-map-support");

const maps = new Map();

// Not Node's own source maps: with them on, Node reads the map of every package's file when it loads the file.
sourceMapSupport.install({
  environment: "node",
  handleUncaughtExceptions: false,
  overrideRetrieveSourceMap: true,
  retrieveSourceMap: (file) => (maps.has(file) ? { url: file, map: maps.get(file) } : null),
});

Module._extensions[".ts"] = (module, filename) => {
  const { code, map } = transformSync(fs.readFileSync(filename, "utf8"), {
    loader: "ts",
    format: "cjs",
    target: "node20",
    platform: "node",
    sourcefile: filename,
    sourcemap: "external",
    sourcesContent: false,
  });
  maps.set(filename, map);
  module._compile(code, filename);
};
