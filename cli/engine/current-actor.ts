import { hostname } from "node:os";
import { ciRun } from "../../backend/locks/ci-run";
import type { Actor } from "../../backend/operations/operation-entry";
import type { Context } from "../context";
import type { EnvironmentBackend } from "./environment-backend";

/** Who runs this: by STS, by the machine and by CI. STS is left out when it does not answer. */
export async function currentActor(context: Context, backend: EnvironmentBackend): Promise<Actor> {
  const caller = await callerArn(context, backend);
  return { caller, user: context.user, host: hostname(), run: ciRun(process.env) };
}

async function callerArn(context: Context, { region }: EnvironmentBackend): Promise<string | undefined> {
  const { GetCallerIdentityCommand } = require("@aws-sdk/client-sts") as typeof import("@aws-sdk/client-sts");
  try {
    return (await context.clients(region).sts.send(new GetCallerIdentityCommand({}))).Arn;
  } catch {
    return undefined;
  }
}
