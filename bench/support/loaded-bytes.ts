import { execFileSync } from "node:child_process";

/** Bytes of all JavaScript files that `source` loads when it is run without a bundle. */
export function loadedBytes(source: string): number {
  const script = `
    require(${JSON.stringify(source)});
    const { statSync } = require("node:fs");
    const files = Object.keys(require.cache);
    console.log(files.reduce((sum, file) => sum + statSync(file).size, 0));`;
  const output = execFileSync(process.execPath, ["-e", script], {
    encoding: "utf8",
    env: { ...process.env, AWS_REGION: "eu-west-1" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  return Number(output.trim());
}
