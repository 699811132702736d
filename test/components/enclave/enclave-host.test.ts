import { expect } from "chai";
import { EnclaveHost, type EnclaveHostArgs } from "../../../components/enclave/enclave-host";
import { defaultTags } from "../../../contracts/tags";
import { all, one, type ProgramResult, runProgram } from "../../support/pulumi-mocks";

const ARGS: EnclaveHostArgs = {
  requestId: "vault",
  image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/vault@sha256:${"a".repeat(64)}`,
  vcpus: 2,
  memoryMib: 1025,
  ports: [8443, 9000],
  hostType: { name: "c6i.xlarge", architecture: "x86_64" },
  region: "eu-west-1",
  vpcId: "vpc-1",
  vpcCidrBlock: "10.0.0.0/16",
  subnetId: "subnet-1",
  hostSecurityGroupId: "sg-hosts",
  zoneId: "Z1",
  zoneName: "dev.hyperion.internal",
  dataKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/data",
  boundaryArn: "arn:aws:iam::111122223333:policy/boundary",
  hostPolicyArn: "arn:aws:iam::111122223333:policy/host",
  rolePath: "/hyperion/dev/enclave/",
  defaultTags: defaultTags({ environment: "dev", scope: "enclave", owner: "payments", costCenter: "42" }),
  tags: { Team: "payments" },
  generation: 3,
  fence: 8,
};

const TAGS = { Team: "payments", EnclaveId: "vault" };
const ALL_TAGS = {
  ...TAGS,
  Project: "hyperion-fleet",
  Environment: "dev",
  Scope: "enclave",
  ManagedBy: "pulumi",
  Owner: "payments",
  CostCenter: "42",
};

function run(args: Partial<EnclaveHostArgs> = {}): Promise<ProgramResult> {
  return runProgram(() => {
    const host = new EnclaveHost("vault", { ...ARGS, ...args });
    return { dnsName: host.dnsName, privateIp: host.privateIp, roleArn: host.roleArn };
  });
}

describe("EnclaveHost", () => {
  it("registers one host with its address, access and name, all below itself", async () => {
    const { resources } = await run();
    const component = one(resources, "fleet:enclave:EnclaveHost", "vault");
    const children = resources.filter(({ custom }) => custom);
    expect(children.map(({ type, name }) => `${type} ${name}`).sort()).to.deep.equal([
      "aws:autoscaling/group:Group vault-host",
      "aws:ec2/launchTemplate:LaunchTemplate vault-host",
      "aws:ec2/networkInterface:NetworkInterface vault-address",
      "aws:ec2/securityGroup:SecurityGroup vault-ports",
      "aws:iam/instanceProfile:InstanceProfile vault-host",
      "aws:iam/role:Role vault-host",
      "aws:iam/rolePolicy:RolePolicy vault-host-attach-address",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment vault-host-shared",
      "aws:route53/record:Record vault-name",
    ]);
    expect(children.map(({ parent }) => parent)).to.deep.equal(children.map(() => component.urn));
  });

  it("opens exactly the enclave's ports, to the VPC", async () => {
    const { resources } = await run();
    const { ingress, egress, vpcId } = one(resources, "aws:ec2/securityGroup:SecurityGroup").inputs;
    const port = (number: number) => ({
      description: `Port ${number} of the enclave, from the VPC`,
      protocol: "tcp",
      fromPort: number,
      toPort: number,
      cidrBlocks: ["10.0.0.0/16"],
    });
    expect({ ingress, egress, vpcId }).to.deep.equal({
      ingress: [port(8443), port(9000)],
      egress: undefined,
      vpcId: "vpc-1",
    });
  });

  it("opens nothing for an enclave without ports", async () => {
    const { resources } = await run({ ports: [] });
    expect(one(resources, "aws:ec2/securityGroup:SecurityGroup").inputs.ingress).to.deep.equal([]);
  });

  it("makes the role under the boundary and below the path, for EC2 alone", async () => {
    const { resources } = await run();
    const { inputs } = one(resources, "aws:iam/role:Role");
    expect(inputs).to.include({ path: ARGS.rolePath, permissionsBoundary: ARGS.boundaryArn });
    expect(JSON.parse(inputs.assumeRolePolicy)).to.deep.equal({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "ServiceMayAssume",
          Effect: "Allow",
          Principal: { Service: "ec2.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ],
    });
    expect(one(resources, "aws:iam/instanceProfile:InstanceProfile").inputs.path).to.equal(ARGS.rolePath);
    const attached = one(resources, "aws:iam/rolePolicyAttachment:RolePolicyAttachment").inputs.policyArn;
    expect(attached).to.equal(ARGS.hostPolicyArn);
  });

  it("lets the host attach its own address to hosts of its own request, and nothing more", async () => {
    const { resources } = await run();
    const address = one(resources, "aws:ec2/networkInterface:NetworkInterface");
    const arn = `arn:aws:ec2:eu-west-1:111122223333:network-interface/${address.id}`;
    const { Statement } = JSON.parse(one(resources, "aws:iam/rolePolicy:RolePolicy").inputs.policy);
    expect(Statement).to.deep.equal([
      { Sid: "AttachOwnAddress", Effect: "Allow", Action: "ec2:AttachNetworkInterface", Resource: arn },
      {
        Sid: "AttachToOwnHost",
        Effect: "Allow",
        Action: "ec2:AttachNetworkInterface",
        Resource: "arn:aws:ec2:eu-west-1:111122223333:instance/*",
        Condition: {
          StringEquals: {
            "aws:ResourceTag/Environment": "dev",
            "aws:ResourceTag/Scope": "enclave",
            "aws:ResourceTag/EnclaveId": "vault",
          },
        },
      },
    ]);
  });

  it("launches a host with enclaves on, IMDSv2 of one hop, an encrypted volume, and no key pair", async () => {
    const { resources } = await run();
    const { inputs } = one(resources, "aws:ec2/launchTemplate:LaunchTemplate");
    const { description, iamInstanceProfile, userData, ...rest } = inputs;
    expect(description).to.equal("Host of enclave vault");
    expect(iamInstanceProfile.arn).to.match(/:instance-profile\/hyperion\/dev\/enclave\/vault-host-/);
    expect(userData).to.be.a("string");
    const hostTags = { ...ALL_TAGS, Name: "vault-host" };
    expect(rest).to.deep.equal({
      updateDefaultVersion: true,
      imageId: "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
      instanceType: "c6i.xlarge",
      vpcSecurityGroupIds: ["sg-hosts"],
      enclaveOptions: { enabled: true },
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      monitoring: { enabled: true },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: 30,
            encrypted: "true",
            kmsKeyId: ARGS.dataKeyArn,
            deleteOnTermination: "true",
          },
        },
      ],
      tagSpecifications: [
        { resourceType: "instance", tags: hostTags },
        { resourceType: "volume", tags: hostTags },
      ],
      tags: { ...TAGS, Name: "vault-host" },
    });
  });

  it("takes Amazon Linux for the host type's architecture", async () => {
    const { resources } = await run({ hostType: { name: "c6g.large", architecture: "arm64" } });
    const { imageId } = one(resources, "aws:ec2/launchTemplate:LaunchTemplate").inputs;
    expect(imageId).to.match(/-arm64$/);
  });

  it("gives the host its address and whole huge pages", async () => {
    const { resources } = await run();
    const { userData } = one(resources, "aws:ec2/launchTemplate:LaunchTemplate").inputs;
    const script = Buffer.from(userData, "base64").toString();
    const address = one(resources, "aws:ec2/networkInterface:NetworkInterface").id;
    expect(script).to.include(`\nENCLAVE_NETWORK_INTERFACE=${address}\n`);
    expect(script).to.include("\nmemory_mib: 1026\ncpu_count: 2\n");
    expect(script).to.include("\nENCLAVE_MEMORY_MIB=1026\n");
  });

  it("keeps one host, in the address's subnet, replaced when its template changes", async () => {
    const { resources } = await run();
    const group = one(resources, "aws:autoscaling/group:Group");
    expect(group.inputs).to.deep.include({
      minSize: 1,
      maxSize: 1,
      desiredCapacity: 1,
      vpcZoneIdentifiers: ["subnet-1"],
      healthCheckType: "EC2",
      instanceRefresh: { strategy: "Rolling", preferences: { minHealthyPercentage: 0 } },
    });
    expect(group.inputs.launchTemplate).to.deep.equal({
      id: one(resources, "aws:ec2/launchTemplate:LaunchTemplate").id,
      version: "1",
    });
    expect(one(resources, "aws:ec2/networkInterface:NetworkInterface").inputs.subnetId).to.equal("subnet-1");
  });

  it("starts the host when its role can do its work, not before", async () => {
    const { resources } = await run();
    const { dependencies } = one(resources, "aws:autoscaling/group:Group");
    for (const type of ["rolePolicy:RolePolicy", "rolePolicyAttachment:RolePolicyAttachment"]) {
      expect(dependencies).to.include(one(resources, `aws:iam/${type}`).urn);
    }
  });

  it("names the address in the zone", async () => {
    const { resources, outputs } = await run();
    expect(one(resources, "aws:route53/record:Record").inputs).to.deep.equal({
      zoneId: "Z1",
      name: "vault.dev.hyperion.internal",
      type: "A",
      ttl: 60,
      records: ["10.0.8.10"],
    });
    expect(outputs).to.include({ dnsName: "vault.dev.hyperion.internal", privateIp: "10.0.8.10" });
  });

  it("tags all that takes tags with the request, over the requester's own tags", async () => {
    const { resources } = await run({ tags: { Team: "payments", EnclaveId: "other" } });
    const tagged = resources.filter(({ custom, inputs }) => custom && inputs.tags !== undefined);
    const tags = tagged.map(({ inputs }) =>
      Array.isArray(inputs.tags)
        ? Object.fromEntries(inputs.tags.map(({ key, value }) => [key, value]))
        : inputs.tags,
    );
    expect(tagged).to.have.length(6);
    for (const each of tags) {
      expect(each).to.include(TAGS);
    }
    expect(all(resources, "aws:autoscaling/group:Group")).to.have.length(1);
  });

  it("gives group, hosts and volumes the default tags that the provider does not reach, over the requester's", async () => {
    const { resources } = await run({ tags: { Team: "payments", Environment: "prod", Owner: "nobody" } });
    const expected = { ...ALL_TAGS, Name: "vault-host" };
    const { tagSpecifications } = one(resources, "aws:ec2/launchTemplate:LaunchTemplate").inputs;
    expect(tagSpecifications).to.deep.equal([
      { resourceType: "instance", tags: expected },
      { resourceType: "volume", tags: expected },
    ]);
    const { tags } = one(resources, "aws:autoscaling/group:Group").inputs;
    expect(tags).to.have.deep.members(
      Object.entries({ ...expected, EnclaveGeneration: "3", EnclaveFence: "8" }).map(([key, value]) => ({
        key,
        value,
        propagateAtLaunch: false,
      })),
    );
  });

  it("refuses an id that is none", async () => {
    await run({ requestId: "Vault" }).then(
      () => expect.fail("it was taken"),
      (error: Error) =>
        expect(error.message).to.equal(
          'id "Vault" is not allowed: use 3 to 40 characters, a-z, 0-9 and single hyphens, starting with a letter',
        ),
    );
  });
});
