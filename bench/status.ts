import { join } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { checkpointKey, type StackId } from "../backend/layout";
import { ENVIRONMENTS } from "../contracts/environment";
import { stateBucketName } from "../contracts/names";
import { checkpointBody } from "../test/support/checkpoint-body";
import { pulumiRoot } from "../test/support/engine";
import { clientConfiguration, expectSuccess, startTestFleet, type TestFleet } from "../test/support/fleet";
import type { Figure } from "./support/figure";
import { runInTurn } from "./support/measure";

const ROUNDS = 9;
const GOAL_MILLISECONDS = 1000;
const ENCLAVES = 10;
/** Resources of each stack, about as many as the real ones have. */
const RESOURCES = { base: 110, runtime: 65, enclave: 12 } as const;

/** What a person waits for who asks how all three environments are. */
export async function measure(): Promise<readonly Figure[]> {
  const fleet = await startTestFleet();
  try {
    for (const environment of ENVIRONMENTS) {
      expectSuccess(await fleet.run("bootstrap", environment));
    }
    const buckets = ENVIRONMENTS.map((environment) =>
      stateBucketName(environment, "000000000000", "eu-west-1"),
    );
    await fill(fleet, buckets);
    const pulumi = join(pulumiRoot(), "bin", "pulumi");
    const list = (bucket: string) =>
      `PULUMI_BACKEND_URL='s3://${bucket}?region=eu-west-1' ${pulumi} stack ls --all --non-interactive`;
    const [ours, theirs] = await runInTurn(
      [
        {
          file: process.execPath,
          args: [join(__dirname, "..", "bin", "fleet"), "status"],
          env: { ...process.env, FLEET_PROFILE: join(fleet.home, "..", "profile.json") },
        },
        {
          file: "sh",
          args: ["-ec", buckets.map(list).join("\n")],
          env: { ...process.env, ...fleet.environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
          cwd: join(fleet.home, "base"),
        },
      ],
      ROUNDS,
    );
    if (!ours || !theirs) {
      throw new Error("nothing was measured");
    }
    return [
      {
        name: "status",
        unit: "ms",
        ours: ours.milliseconds,
        alternative: "3 × pulumi stack ls",
        theirs: theirs.milliseconds,
        goal: `< ${GOAL_MILLISECONDS} ms`,
        met: ours.milliseconds < GOAL_MILLISECONDS,
      },
    ];
  } finally {
    await fleet.stop();
  }
}

/** Puts beside each environment's own state what base, runtime and ten enclaves would leave there. */
async function fill(fleet: TestFleet, buckets: readonly string[]): Promise<void> {
  const s3 = new S3Client(clientConfiguration(fleet));
  for (const [index, Bucket] of buckets.entries()) {
    const stack = ENVIRONMENTS[index] ?? "dev";
    const enclaves = Array.from({ length: ENCLAVES }, (_, number): StackId => {
      return { project: "enclave", stack: `enclave-${number}` };
    });
    for (const id of [{ project: "base", stack }, { project: "runtime", stack }, ...enclaves] as const) {
      const Body = checkpointBody(resources(RESOURCES[id.project as keyof typeof RESOURCES]));
      await s3.send(new PutObjectCommand({ Bucket, Key: checkpointKey(id, "none"), Body }));
    }
  }
}

/** 2.2 kB each, as those of base have. */
function resources(count: number): readonly unknown[] {
  return Array.from({ length: count }, (_, index) => {
    const values = { description: "x".repeat(1000) };
    const type = "aws:ec2/natGateway:NatGateway";
    const urn = `urn:pulumi:dev::base::${type}::gateway-${index}`;
    return { urn, type, custom: true, id: String(index), inputs: values, outputs: values };
  });
}
