#!/usr/bin/env node
// Runs a Node.js function by Lambda's Runtime API, as the managed runtimes do; see lambda-function.ts for why.
"use strict";

const http = require("node:http");
const path = require("node:path");

const { env } = process;
const [host, port] = env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true });

env.AWS_ENDPOINT_URL ??= `http://${env.MINISTACK_HOST ?? "127.0.0.1"}:${env.GATEWAY_PORT}`;

/** No timeout: the next invocation may be hours away. The emulator's end closes the connection. */
function call(method, resource, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host, port, method, agent, path: `/2018-06-01/runtime/${resource}` },
      (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => resolve({ response, text: Buffer.concat(chunks).toString() }));
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

function describe(error) {
  const isError = error instanceof Error;
  return JSON.stringify({
    errorType: isError ? error.name : typeof error,
    errorMessage: isError ? error.message : String(error),
    trace: isError ? (error.stack ?? "").split("\n") : [],
  });
}

function loadHandler() {
  const dot = env._HANDLER.lastIndexOf(".");
  const file = path.resolve(env.LAMBDA_TASK_ROOT, env._HANDLER.slice(0, dot));
  const handler = require(file)[env._HANDLER.slice(dot + 1)];
  if (typeof handler === "function") return handler;
  const error = new Error(`${env._HANDLER} is undefined or not exported`);
  error.name = "Runtime.HandlerNotFound";
  throw error;
}

function contextOf(headers) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  return {
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME ?? `/aws/lambda/${env.AWS_LAMBDA_FUNCTION_NAME}`,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

async function invoke(handler, { response, text }) {
  const { headers } = response;
  const invocation = `invocation/${headers["lambda-runtime-aws-request-id"]}`;
  const trace = headers["lambda-runtime-trace-id"];
  if (trace) env._X_AMZN_TRACE_ID = trace;
  else delete env._X_AMZN_TRACE_ID;
  try {
    const result = await handler(JSON.parse(text), contextOf(headers));
    await call("POST", `${invocation}/response`, JSON.stringify(result ?? null));
  } catch (error) {
    console.error(error);
    await call("POST", `${invocation}/error`, describe(error));
  }
}

async function main() {
  let handler;
  try {
    handler = loadHandler();
  } catch (error) {
    console.error(error);
    await call("POST", "init/error", describe(error));
    return 1;
  }
  for (;;) {
    const next = await call("GET", "invocation/next");
    if (next.response.statusCode !== 200) return 0;
    await invoke(handler, next);
  }
}

main().then(
  (code) => process.exit(code),
  () => process.exit(1),
);
