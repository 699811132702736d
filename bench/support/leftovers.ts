import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { describeTask } from "../../backend/locks/describe-task";
import { ownedLocks } from "../../backend/locks/owned-locks";
import { listStacks } from "../../backend/stacks";
import type { EnclaveRequest } from "../../contracts/enclave-request";
import { runtimeNames } from "../../contracts/runtime-names";
import type { Slots } from "../../contracts/slots";
import { enclaveClients, resourcesOfEnclave } from "../../local/leftovers";
import type { LocalFleet } from "../../test/support/local-fleet";
import { STATE_BUCKET } from "../../test/support/stack-state";

/** What one enclave has in AWS, each once; the emulator's groups start no instances. */
const PARTS = [
  "A record",
  "auto scaling group",
  "instance profile",
  "launch template",
  "network interface",
  "role",
  "security group",
];

/** What is there and should not be, and what should be there and is not, one line each; call it when nothing runs. */
export async function leftovers(
  local: LocalFleet,
  rows: readonly EnclaveRequest[],
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const row of rows) {
    found.push(...(await wrongParts(local, row)));
  }
  return [
    ...found,
    ...(await strayStacks(local, rows)),
    ...(await heldLocks(local)),
    ...(await takenSlots(local)),
  ];
}

async function wrongParts(local: LocalFleet, { id, status, outputs }: EnclaveRequest): Promise<string[]> {
  const parts = await resourcesOfEnclave(enclaveClients(local.profile), "dev", id);
  if (status !== "DEPLOYED") {
    return parts.map((part) => `${id} is ${status}, and has ${part}`);
  }
  const wrong = PARTS.flatMap((kind) => {
    const count = parts.filter((part) => part.startsWith(`${kind} `)).length;
    return count === 1 ? [] : [`${id} is DEPLOYED, and has ${count} of ${kind}`];
  });
  const named = [outputs?.autoScalingGroupName, outputs?.launchTemplateId, outputs?.networkInterfaceId];
  return [
    ...wrong,
    ...named.flatMap((name) =>
      parts.some((part) => part.endsWith(` ${name}`))
        ? []
        : [`${id} has the output ${name}, which is not there`],
    ),
  ];
}

async function strayStacks(local: LocalFleet, rows: readonly EnclaveRequest[]): Promise<string[]> {
  const deployed = rows.filter(({ status }) => status === "DEPLOYED").map(({ id }) => id);
  const stacks: string[] = [];
  for await (const { project, stack } of listStacks({ s3: local.aws.s3, name: STATE_BUCKET })) {
    if (project === "enclave") {
      stacks.push(stack);
    }
  }
  return [
    ...stacks
      .filter((stack) => !deployed.includes(stack))
      .map((stack) => `stack ${stack} has no DEPLOYED row`),
    ...deployed.filter((id) => !stacks.includes(id)).map((id) => `${id} is DEPLOYED, and has no stack`),
  ];
}

async function heldLocks({ aws }: LocalFleet): Promise<string[]> {
  const held = await ownedLocks({ s3: aws.s3, name: STATE_BUCKET }, {}, (task) =>
    describeTask(aws.ecs, task),
  );
  return held.map(({ kind, stack, description }) => `${kind} of stack ${stack} is held: ${description}`);
}

async function takenSlots({ aws }: LocalFleet): Promise<string[]> {
  const TableName = runtimeNames("dev").slotTable;
  const { Items: items = [] } = await aws.dynamodb.send(new ScanCommand({ TableName }));
  return items
    .map((item) => unmarshall(item) as Slots)
    .flatMap(({ running, waiting }) => [
      ...Object.keys(running).map((name) => `the slot of ${name} is taken`),
      ...Object.keys(waiting).map((name) => `${name} waits for a slot`),
    ]);
}
