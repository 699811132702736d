import type { BaseInterface } from "../contracts/base-interface";
import { baseNames } from "../contracts/base-names";
import type { EnclaveEnvironment } from "../contracts/enclave-environment";
import type { RuntimeConfig } from "./config-keys";

/** What the runner hands on to every enclave's stack. */
export function enclaveEnvironment(
  config: Pick<RuntimeConfig, "environment" | "region" | "costCenter" | "environmentTags"> &
    Partial<Pick<RuntimeConfig, "maxHostVcpus" | "maxHostVcpusPerOwner" | "alternativeHostFamilies">>,
  base: BaseInterface,
): EnclaveEnvironment {
  const { environment, region, costCenter, environmentTags } = config;
  const { maxHostVcpus, maxHostVcpusPerOwner, alternativeHostFamilies = [] } = config;
  return {
    environment,
    region,
    costCenter,
    tags: environmentTags,
    vpcId: base.vpcId,
    hostSubnetIds: base.hostSubnetIds,
    hostSecurityGroupId: base.hostSecurityGroupId,
    zoneId: base.zoneId,
    zoneName: base.zoneName,
    dataKeyArn: base.dataKeyArn,
    boundaryArn: base.boundaryArn,
    hostPolicyArn: base.hostPolicyArn,
    enclaveRolePath: baseNames(environment).enclaveRolePath,
    ...(maxHostVcpus !== undefined && { maxHostVcpus }),
    ...(maxHostVcpusPerOwner !== undefined && { maxHostVcpusPerOwner }),
    ...(alternativeHostFamilies.length > 0 && { alternativeHostFamilies }),
  };
}
