import {
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  EC2Client,
  type Instance,
} from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { expect } from "chai";
import type { EnclaveEnvironment } from "../../contracts/enclave-environment";
import { assertRoom } from "../../runner/host-room";
import { deployedRequest } from "../support/request-fixture";

describe("assertRoom", () => {
  const client = new EC2Client({ region: "eu-west-1" });
  const ec2 = mockClient(client);

  beforeEach(() => {
    ec2.reset();
    there();
    free(2);
  });

  function there(...instances: readonly Instance[]): void {
    ec2
      .on(DescribeInstancesCommand)
      .resolves({ Reservations: instances.map((each) => ({ Instances: [each] })) });
  }
  function free(...addresses: readonly number[]): void {
    ec2.on(DescribeSubnetsCommand).resolves({
      Subnets: addresses.map((count, index) => ({
        SubnetId: `subnet-${index + 1}`,
        AvailableIpAddressCount: count,
      })),
    });
  }
  function host(id: string, owner: string, InstanceType: Instance["InstanceType"]): Instance {
    return {
      InstanceType,
      Tags: [
        { Key: "EnclaveId", Value: id },
        { Key: "Owner", Value: owner },
      ],
    };
  }
  /** What is said of `vault`, which is of payments and needs 4 vCPUs. */
  async function said(limits: Pick<EnclaveEnvironment, "maxHostVcpus" | "maxHostVcpusPerOwner"> = {}) {
    const environment = {
      environment: "dev",
      hostSubnetIds: ["subnet-1", "subnet-2"],
      ...limits,
    } as unknown as EnclaveEnvironment;
    return assertRoom(client, deployedRequest(), environment).then(
      () => "there is room",
      ({ name, message }: Error) => `${name}: ${message}`,
    );
  }

  it("asks for the hosts that the limits are about, of the environment, that run or will", async () => {
    expect(await said()).to.equal("there is room");
    expect(await said({ maxHostVcpusPerOwner: 8 })).to.equal("there is room");
    expect(await said({ maxHostVcpus: 8, maxHostVcpusPerOwner: 8 })).to.equal("there is room");
    const environment = [
      { Name: "tag:Environment", Values: ["dev"] },
      { Name: "tag:Scope", Values: ["enclave"] },
      { Name: "instance-state-name", Values: ["pending", "running"] },
    ];
    expect(ec2.commandCalls(DescribeInstancesCommand).map(({ args }) => args[0].input.Filters)).to.deep.equal(
      [
        [...environment, { Name: "tag:EnclaveId", Values: ["vault"] }],
        [...environment, { Name: "tag:Owner", Values: ["payments"] }],
        environment,
      ],
    );
    expect(ec2.commandCalls(DescribeSubnetsCommand)[0]?.args[0].input).to.deep.equal({
      SubnetIds: ["subnet-1", "subnet-2"],
    });
  });

  it("counts all hosts, and those of its owner, with its own new one", async () => {
    there(host("a", "payments", "c6i.xlarge"), host("b", "risk", "c6i.2xlarge"));
    expect(await said({ maxHostVcpus: 16, maxHostVcpusPerOwner: 8 })).to.equal("there is room");
    expect(await said({ maxHostVcpus: 15 })).to.equal(
      "QuotaExceeded: request vault needs a host with 4 vCPUs (c6i.xlarge), and the hosts of dev have 12 of 15: give one back, or have runtime:maxHostVcpus raised",
    );
    expect(await said({ maxHostVcpus: 16, maxHostVcpusPerOwner: 7 })).to.equal(
      "QuotaExceeded: request vault needs a host with 4 vCPUs (c6i.xlarge), and the hosts of payments have 4 of 7: give one back, or have runtime:maxHostVcpusPerOwner raised",
    );
  });

  it("counts a host that it replaces once, and asks for no further addresses for it", async () => {
    there(host("vault", "payments", "c6i.xlarge"));
    free(0);
    expect(await said({ maxHostVcpus: 4 })).to.equal("there is room");
  });

  it("takes EC2's word for a type that is not in the table", async () => {
    there({ ...host("a", "risk", "x1.32xlarge"), CpuOptions: { CoreCount: 64, ThreadsPerCore: 2 } });
    expect(await said({ maxHostVcpus: 130 })).to.contain("have 128 of 130");
  });

  it("looks through every page", async () => {
    const page = { Reservations: [{ Instances: [host("a", "risk", "c6i.xlarge")] }] };
    ec2
      .on(DescribeInstancesCommand)
      .resolvesOnce({ ...page, NextToken: "more" })
      .resolves(page);
    expect(await said({ maxHostVcpus: 11 })).to.contain("have 8 of 11");
  });

  it("wants two addresses in one of the subnets", async () => {
    free(1, 2);
    expect(await said()).to.equal("there is room");
    free(1, 0);
    expect(await said()).to.equal(
      "QuotaExceeded: request vault needs 2 addresses in one subnet, and of those for hosts subnet-1 has 1, subnet-2 has 0: give back an enclave, or give base a larger network",
    );
  });
});
