import type { EnclaveEnvironment } from "../../../contracts/enclave-environment";
import { type Environment, stackReferenceName } from "../../../contracts/environment";
import { stateBucketName } from "../../../contracts/names";
import { enclaveEnvironment } from "../../../runtime/enclave-environment";
import type { StateValues } from "../../../state/outputs";
import { baseValues } from "./base-values";
import { MOCK_ACCOUNT_ID, MOCK_REGION } from "./mock-outputs";

/** What base reads of `fleet-state`, with made-up ids. */
export function stateValues(
  environment: Environment,
): Pick<StateValues, "stateBucketArn" | "stateKeyArn" | "backendUrl" | "secretsProvider"> {
  const { backendUrl, secretsProvider } = baseValues(environment);
  return {
    stateBucketArn: `arn:aws:s3:::${stateBucketName(environment, MOCK_ACCOUNT_ID, MOCK_REGION)}`,
    stateKeyArn: `arn:aws:kms:${MOCK_REGION}:${MOCK_ACCOUNT_ID}:key/state`,
    backendUrl,
    secretsProvider,
  };
}

/** What the programs read of the stacks below them, by the stack's full name. */
export function stackReferences(environment: Environment): Record<string, Record<string, unknown>> {
  return {
    [stackReferenceName("state", environment)]: { ...stateValues(environment) },
    [stackReferenceName("base", environment)]: { ...baseValues(environment) },
  };
}

/** What an enclave's stack gets of runtime, where base is as in {@link baseValues}. */
export function offeredToEnclaves(environment: Environment): EnclaveEnvironment {
  return enclaveEnvironment(
    { environment, region: MOCK_REGION, costCenter: "hyperion", environmentTags: {} },
    baseValues(environment),
  );
}
