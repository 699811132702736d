import type { EC2Client } from "@aws-sdk/client-ec2";
import { hostCost } from "../../contracts/prices/host-cost";
import { type WorkspaceRow, workspaceOfRow } from "../../contracts/registry/rows";
import type { FinderClients } from "../recovery/finder-clients";
import type { RecordFinding } from "./check-stack";
import { enclaveFilters, enclaveOf } from "./enclave-tags";
import { findResources } from "./find-resources";
import { type HostGroup, hostGroups, hostTypeOf } from "./host-groups";
import type { Registry } from "./registry";

/** A host's address in AWS: what an enclave has for as long as it lives. */
interface HostAddress {
  readonly id: string;
  /** The request that it is tagged with. */
  readonly enclave: string;
}

/**
 * Compares the hosts of enclaves in AWS with the records: one that no workspace has costs money and is nobody's, and
 * an enclave without one does not work. What else a workspace consists of, drift compares.
 */
export async function checkHosts(
  registry: Registry,
  { ec2, autoscaling }: Pick<FinderClients, "ec2" | "autoscaling">,
): Promise<readonly RecordFinding[]> {
  const { environment, region } = registry;
  const addresses = await hostAddresses(ec2, environment);
  const groups = await hostGroups(autoscaling, environment);
  const findings: RecordFinding[] = [];
  const isNobodys = async (id: string) => (await findResources(registry.table, id)).length === 0;
  const find = (enclave: string, told: string) =>
    findings.push({ stack: { project: "enclave", stack: enclave }, fault: "cloud", told });
  for (const { id, enclave } of addresses) {
    if (await isNobodys(id)) {
      find(enclave, `network interface ${id} is in AWS, and no workspace has it`);
    }
  }
  for (const group of groups) {
    if (await isNobodys(group.name)) {
      const host = await describeHost(ec2, group, region);
      find(group.enclave, `group ${group.name} keeps ${host} running, and no workspace has it`);
    }
  }
  const there = new Set(addresses.map(({ enclave }) => enclave));
  for await (const row of registry.table.indexed<WorkspaceRow>("byTemplate", "enclave")) {
    const record = workspaceOfRow(row);
    if (record?.status === "active" && !there.has(record.stack)) {
      find(record.stack, "it is active, and its host's network interface is not in AWS");
    }
  }
  return findings;
}

/** What the group's host is and costs in `region`, in words. */
async function describeHost(ec2: EC2Client, group: HostGroup, region: string): Promise<string> {
  const type = await hostTypeOf(ec2, group);
  if (!type) {
    return "a host of a type that nobody knows";
  }
  const cost = hostCost(type, region);
  const price = cost.kind === "standing" ? `about $${cost.usd.toFixed(2)} a month` : "its price is not known";
  return `a host (${type}, ${price})`;
}

async function hostAddresses(
  ec2: EC2Client,
  environment: Registry["environment"],
): Promise<readonly HostAddress[]> {
  const { paginateDescribeNetworkInterfaces } =
    require("@aws-sdk/client-ec2") as typeof import("@aws-sdk/client-ec2");
  const Filters = enclaveFilters(environment);
  const found: HostAddress[] = [];
  for await (const { NetworkInterfaces = [] } of paginateDescribeNetworkInterfaces(
    { client: ec2 },
    { Filters },
  )) {
    for (const { NetworkInterfaceId: id = "", TagSet = [] } of NetworkInterfaces) {
      const enclave = enclaveOf(TagSet, environment);
      if (enclave !== undefined) {
        found.push({ id, enclave });
      }
    }
  }
  return found;
}
