import type { Context } from "../../context";

/** Who asks: the user, or the session of the role, that the credentials are of; else the person at the keyboard. */
export async function requesterName(context: Context, region: string): Promise<string> {
  const { GetCallerIdentityCommand } = require("@aws-sdk/client-sts") as typeof import("@aws-sdk/client-sts");
  const identity = await context.clients(region).sts.send(new GetCallerIdentityCommand({}));
  const name = identity.Arn?.split("/").at(-1) ?? "";
  return name === "" || name.endsWith(":root") ? context.user : name;
}
