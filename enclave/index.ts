import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { EnclaveHost } from "../components/enclave/enclave-host";
import { fleetProgram } from "../components/program";
import { fleetProvider } from "../components/provider";
import { hostTypeFor } from "../contracts/host-types";
import { defaultTags, tagsBeside } from "../contracts/tags";
import { readConfig } from "./config";
import type { EnclaveOutputs } from "./outputs";

/** Project `enclave`: the host of one request. */
export = fleetProgram(async (): Promise<EnclaveOutputs> => {
  const { request, environment, placement } = readConfig();
  const { id, owner, generation, fence, spec } = request;
  const tagged = {
    environment: environment.environment,
    scope: "enclave",
    owner,
    costCenter: environment.costCenter,
  } as const;
  const tags = tagsBeside(spec.tags ?? {}, environment.tags);
  const provider = fleetProvider({ ...tagged, tags, region: environment.region });
  const hostType = hostTypeFor({ ...spec, instanceType: placement.hostType });
  const vpc = await aws.ec2.getVpc({ id: environment.vpcId }, { provider });

  const host = new EnclaveHost(
    id,
    {
      requestId: id,
      generation,
      fence,
      image: spec.image,
      vcpus: spec.vcpus,
      memoryMib: spec.memoryMib,
      ports: spec.ports,
      tags: spec.tags,
      defaultTags: { ...tags, ...defaultTags(tagged) },
      hostType,
      region: environment.region,
      vpcId: environment.vpcId,
      vpcCidrBlock: vpc.cidrBlock,
      subnetId: placement.subnetId,
      hostSecurityGroupId: environment.hostSecurityGroupId,
      zoneId: environment.zoneId,
      zoneName: environment.zoneName,
      dataKeyArn: environment.dataKeyArn,
      boundaryArn: environment.boundaryArn,
      hostPolicyArn: environment.hostPolicyArn,
      rolePath: environment.enclaveRolePath,
    },
    { providers: [provider] },
  );

  return {
    stackName: pulumi.getStack(),
    dnsName: host.dnsName,
    privateIp: host.privateIp,
    instanceType: hostType.name,
    autoScalingGroupName: host.autoScalingGroupName,
    launchTemplateId: host.launchTemplateId,
    networkInterfaceId: host.networkInterfaceId,
    subnetId: placement.subnetId,
    roleArn: host.roleArn,
  };
});
