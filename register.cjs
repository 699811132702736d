// Runs TypeScript as it is on disk: each file is transformed in memory when it is required.
// Nothing is cached, so a stale build can never run. Types are checked by `make check`, not here.
const fs = require("node:fs");
const Module = require("node:module");
const { transformSync } = require("esbuild");

process.setSourceMapsEnabled(true);

Module._extensions[".ts"] = (module, filename) => {
  const { code } = transformSync(fs.readFileSync(filename, "utf8"), {
    loader: "ts",
    format: "cjs",
    target: "node20",
    platform: "node",
    sourcefile: filename,
    sourcemap: "inline",
  });
  module._compile(code, filename);
};
