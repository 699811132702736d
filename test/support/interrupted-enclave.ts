import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { LocalWorkspace, PulumiCommand, type Stack } from "@pulumi/pulumi/automation";
import type { BaseValues } from "../../base/outputs";
import { enclaveEnvironment } from "../../runtime/enclave-environment";
import { pulumiRoot } from "./engine";
import { expectSuccess, type TestFleet } from "./fleet";
import { deployedRequest } from "./request-fixture";
import { STATE_BUCKET } from "./stack-state";

import program = require("../../enclave/index");

const SECRETS_PROVIDER = "awskms://alias/hyperion-dev-state?region=eu-west-1";

/** Deploys an enclave on dev's base into dev's bucket, as the runner does. */
export async function deployEnclave(fleet: TestFleet, id: string): Promise<Stack> {
  const { stdout } = expectSuccess(await fleet.run("outputs", "base", "dev", "--json"));
  const base: BaseValues = JSON.parse(stdout);
  const config = { environment: "dev", region: "eu-west-1", costCenter: "42", environmentTags: {} } as const;
  const workDir = mkdtempSync(join(fleet.home, "enclave-"));
  writeFileSync(join(workDir, `Pulumi.${id}.yaml`), `secretsprovider: ${SECRETS_PROVIDER}\n`);
  const stack = await LocalWorkspace.createOrSelectStack(
    { projectName: "enclave", stackName: id, program },
    {
      workDir,
      pulumiCommand: await PulumiCommand.get({ root: pulumiRoot() }),
      secretsProvider: SECRETS_PROVIDER,
      envVars: {
        ...fleet.environment,
        PULUMI_BACKEND_URL: `s3://${STATE_BUCKET}?region=eu-west-1`,
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    },
  );
  await stack.setAllConfig({
    "aws:region": { value: "eu-west-1" },
    "enclave:environment": { value: JSON.stringify(enclaveEnvironment(config, base)) },
    "enclave:request": { value: JSON.stringify({ ...deployedRequest(), id }) },
  });
  await stack.up();
  return stack;
}

/**
 * Makes the enclave's checkpoint what it is when the engine was killed while it created the resources of `types`. It is
 * written as it is: `pulumi stack import` drops pending operations.
 * @returns their URNs
 */
export async function interruptCreation(
  s3: S3Client,
  id: string,
  types: readonly string[],
): Promise<readonly string[]> {
  const place = { Bucket: STATE_BUCKET, Key: `.pulumi/stacks/enclave/${id}.json` };
  const { Body } = await s3.send(new GetObjectCommand(place));
  const saved = JSON.parse((await Body?.transformToString()) ?? "");
  const { latest } = saved.checkpoint;
  const resources: readonly { readonly type: string; readonly urn: string }[] = latest.resources;
  const interrupted = resources.filter(({ type }) => types.includes(type));
  latest.resources = resources.filter((resource) => !interrupted.includes(resource));
  latest.pending_operations = interrupted.map((resource) => ({
    type: "creating",
    resource: { ...resource, id: undefined, outputs: undefined },
  }));
  await s3.send(new PutObjectCommand({ ...place, Body: JSON.stringify(saved) }));
  return interrupted.map(({ urn }) => urn);
}
