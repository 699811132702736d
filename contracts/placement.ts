import type { EnclaveEnvironment } from "./enclave-environment";
import type { EnclaveRequest } from "./enclave-request";
import { hostSubnets } from "./host-subnet";
import { hostTypesFor } from "./host-types";

/** Where a request's host goes. */
export interface Placement {
  /** Its subnet decides its zone and its address. */
  readonly subnetId: string;
  /** EC2 instance type. */
  readonly hostType: string;
}

/**
 * Where a request's host may go, in the order in which it is tried until AWS has one to give: every zone with the type
 * that it asks for, then every zone with the next that is allowed.
 *
 * @param deployed where it is already: it stays there, because others know its address, and moves only where the
 * request or base leave it no choice
 * @throws FleetError `RequestRejected` when no host type can hold the enclave, `InvalidConfiguration` without subnets
 */
export function placements(
  { id, spec }: Pick<EnclaveRequest, "id" | "spec">,
  environment: Pick<EnclaveEnvironment, "hostSubnetIds" | "alternativeHostFamilies">,
  deployed?: Placement,
): readonly [Placement, ...Placement[]] {
  const subnetIds = hostSubnets(id, environment.hostSubnetIds);
  const hostTypes = hostTypesFor(spec, environment.alternativeHostFamilies).map(({ name }) => name);
  if (deployed) {
    return [
      {
        subnetId: subnetIds.find((subnetId) => subnetId === deployed.subnetId) ?? subnetIds[0],
        hostType: hostTypes.find((hostType) => hostType === deployed.hostType) ?? (hostTypes[0] as string),
      },
    ];
  }
  const all = hostTypes.flatMap((hostType) => subnetIds.map((subnetId) => ({ subnetId, hostType })));
  return all as [Placement, ...Placement[]];
}
