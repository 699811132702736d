import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Environment } from "../../contracts/environment";

export { ACCOUNT_FUNCTIONS } from "../../cli/validation/mocks/account-functions";

/** The configuration that the repository ships for an environment: what its tests must run with. */
export function environmentConfig(environment: Environment): Record<string, unknown> {
  const file = join(__dirname, "..", "..", `Pulumi.${environment}.yaml`);
  return { ...(parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> }).config };
}
