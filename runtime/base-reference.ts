import * as pulumi from "@pulumi/pulumi";
import { BASE_INTERFACE_FIELDS, type BaseInterface } from "../contracts/base-interface";
import { type Environment, stackReferenceName } from "../contracts/environment";
import { FleetError } from "../contracts/errors";

/**
 * The outputs of base's stack; the only StackReference of this project. They are awaited: an error inside an
 * `apply` would leave an engine that runs an inline program waiting for ever.
 * @throws FleetError `InvalidConfiguration` that names every output that base lacks
 */
export async function baseReference(environment: Environment): Promise<BaseInterface> {
  const name = stackReferenceName("base", environment);
  const stack = new pulumi.StackReference(name);
  const entries = await Promise.all(
    BASE_INTERFACE_FIELDS.map(async (field) => {
      const { value, secretValue } = await stack.getOutputDetails(field);
      return [field, value ?? secretValue] as const;
    }),
  );
  const missing = entries.filter(([, value]) => value === undefined).map(([field]) => field);
  if (missing.length > 0) {
    throw new FleetError(
      "InvalidConfiguration",
      `stack ${name} has no output ${missing.join(", ")}: deploy base of ${environment} first`,
    );
  }
  return Object.fromEntries(entries) as unknown as BaseInterface;
}
