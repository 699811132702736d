// The container's health check, plain JavaScript because it starts every minute: fails once the time is over to which the
// last acknowledged heartbeat has promised that the runner lives. Before the first one nothing is promised.
"use strict";

const { readFileSync } = require("node:fs");

let alive = true;
try {
  alive = Date.now() < Number(readFileSync(process.env.FLEET_HEALTH_FILE ?? "", "utf8"));
} catch (error) {
  alive = error.code === "ENOENT";
}
process.exitCode = alive ? 0 : 1;
