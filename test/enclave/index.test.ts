import { expect } from "chai";
import { RECOVERABLE_TYPES } from "../../backend/recovery/find-created";
import { offeredToEnclaves } from "../../cli/validation/mocks/stack-references";
import { ENVIRONMENTS } from "../../contracts/environment";
import { type Placement, placements } from "../../contracts/placement";
import program from "../../enclave/index";
import { failureOf } from "../support/command-context";
import { one, runProgram } from "../support/pulumi-mocks";
import { deployedRequest, SPEC } from "../support/request-fixture";

const REQUEST = deployedRequest({ spec: { ...SPEC, tags: { Team: "payments" } } });

function run(config: Readonly<Record<string, unknown>>, stack = "vault") {
  return runProgram(program, {
    project: "enclave",
    stack,
    config,
    functions: { "aws:ec2/getVpc:getVpc": ({ id }) => ({ id, cidrBlock: "10.0.0.0/16" }) },
  });
}

async function refusal(config: Readonly<Record<string, unknown>>, stack?: string): Promise<string> {
  return run(config, stack).then(
    () => "",
    (error: Error) => error.message,
  );
}

describe("project enclave", () => {
  for (const environment of ENVIRONMENTS) {
    describe(environment, () => {
      const config = { "enclave:request": REQUEST, "enclave:environment": offeredToEnclaves(environment) };

      it("makes the request's host and exports what the row gets", async () => {
        const { resources, outputs } = await run(config);
        expect(Object.keys(outputs).sort()).to.deep.equal([
          "autoScalingGroupName",
          "dnsName",
          "instanceType",
          "launchTemplateId",
          "networkInterfaceId",
          "privateIp",
          "roleArn",
          "stackName",
          "subnetId",
        ]);
        expect(outputs).to.include({
          stackName: "vault",
          dnsName: `vault.${environment}.hyperion.internal`,
          instanceType: "c6i.xlarge",
        });
        expect(outputs.subnetId).to.be.oneOf([...offeredToEnclaves(environment).hostSubnetIds]);
        expect(one(resources, "aws:iam/role:Role").inputs.path).to.equal(`/hyperion/${environment}/enclave/`);
      });

      it("gives everything to the one provider with the owner's tags", async () => {
        const { resources } = await run(config);
        const provider = one(resources, "pulumi:providers:aws", "aws");
        expect(JSON.parse(provider.inputs.defaultTags).tags).to.deep.equal({
          Project: "hyperion-fleet",
          Environment: environment,
          Scope: "enclave",
          ManagedBy: "pulumi",
          Owner: "payments",
          CostCenter: "hyperion",
        });
        for (const resource of resources.filter(({ type }) => type.startsWith("aws:"))) {
          expect(resource.provider, resource.urn).to.equal(`${provider.urn}::${provider.id}`);
        }
      });

      it("gives the same tags, the environment's too, to what the provider's do not reach", async () => {
        const offered = { ...offeredToEnclaves(environment), tags: { Unit: "vault" } };
        const { resources } = await run({ ...config, "enclave:environment": offered });
        const { tags } = JSON.parse(one(resources, "pulumi:providers:aws", "aws").inputs.defaultTags);
        const { tagSpecifications } = one(resources, "aws:ec2/launchTemplate:LaunchTemplate").inputs;
        const { tags: ofGroup } = one(resources, "aws:autoscaling/group:Group").inputs;
        const carried = [
          ...tagSpecifications.map(({ tags: ofHost }: { tags: Record<string, string> }) => ofHost),
          Object.fromEntries(ofGroup.map(({ key, value }: { key: string; value: string }) => [key, value])),
        ];
        expect(carried).to.have.length(3);
        expect(tags).to.include({ Unit: "vault", Scope: "enclave" });
        for (const each of carried) {
          expect(each).to.include({ ...tags, EnclaveId: "vault" });
        }
      });

      it("opens the ports to the VPC's own addresses", async () => {
        const { resources, calls } = await run(config);
        expect(calls).to.deep.equal([{ token: "aws:ec2/getVpc:getVpc", args: { id: "vpc-1" } }]);
        const { ingress } = one(resources, "aws:ec2/securityGroup:SecurityGroup").inputs;
        expect(ingress[0].cidrBlocks).to.deep.equal(["10.0.0.0/16"]);
      });
    });
  }

  const config = { "enclave:request": REQUEST, "enclave:environment": offeredToEnclaves("dev") };

  const runTagged = (own: Record<string, string>, ofEnvironment: Record<string, string>) =>
    run({
      "enclave:request": { ...REQUEST, spec: { ...SPEC, tags: own } },
      "enclave:environment": { ...offeredToEnclaves("dev"), tags: ofEnvironment },
    });

  it("lets the requester's tags win over the environment's, also where they differ in case alone", async () => {
    const { resources } = await runTagged(
      { team: "payments", Unit: "a" },
      { Team: "b", Unit: "b", Class: "b" },
    );
    const role = one(resources, "aws:iam/role:Role").inputs.tags;
    const { tags } = JSON.parse(one(resources, "pulumi:providers:aws", "aws").inputs.defaultTags);
    expect({ ...tags, ...role }).to.include({ team: "payments", Unit: "a", Class: "b" });
    expect(tags).to.not.have.any.keys("Team", "Unit");
  });

  it("stays within the 50 tags that AWS allows, with as many as may be asked for and configured", async () => {
    const tagsOf = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${prefix}${index}`, "x"]));
    const { resources } = await runTagged(tagsOf("own"), tagsOf("environment"));
    expect(one(resources, "aws:autoscaling/group:Group").inputs.tags).to.have.length(50);
    expect(await failureOf(runTagged({ ...tagsOf("own"), more: "x" }, {}))).to.include({
      name: "RequestRejected",
    });
  });

  it("takes the host type that the request names", async () => {
    const spec = { ...REQUEST.spec, instanceType: "m6i.2xlarge" };
    const { outputs, resources } = await run({ ...config, "enclave:request": { ...REQUEST, spec } });
    expect(outputs.instanceType).to.equal("m6i.2xlarge");
    expect(one(resources, "aws:ec2/launchTemplate:LaunchTemplate").inputs.instanceType).to.equal(
      "m6i.2xlarge",
    );
  });

  it("puts the host where the runner says, or else where the request goes first", async () => {
    const environment = { ...offeredToEnclaves("dev"), alternativeHostFamilies: ["m6i"] as const };
    const [first, second, , last] = placements(REQUEST, environment);
    const at = (place: object) =>
      run({ ...config, "enclave:environment": environment, "enclave:placement": place });
    for (const place of [first, second, last]) {
      const { outputs, resources } = await at(place as Placement);
      expect(outputs).to.include({ subnetId: place?.subnetId, instanceType: place?.hostType });
      expect(one(resources, "aws:ec2/networkInterface:NetworkInterface").inputs.subnetId).to.equal(
        place?.subnetId,
      );
    }
    expect((await run(config)).outputs).to.include({
      subnetId: first.subnetId,
      instanceType: first.hostType,
    });
  });

  it("refuses a place that is none of the request's", async () => {
    const place = { subnetId: "subnet-1", hostType: "c6i.xlarge" };
    expect(await refusal({ ...config, "enclave:placement": place })).to.equal(
      `enclave:placement is ${JSON.stringify(place)}: use one of ${JSON.stringify(placements(REQUEST, offeredToEnclaves("dev")))}`,
    );
  });

  it("has only types whose interrupted creation the runner can take up", async () => {
    const { resources } = await run(config);
    const types = resources.filter(({ type }) => type.startsWith("aws:")).map(({ type }) => type);
    expect(types).to.not.be.empty;
    expect(RECOVERABLE_TYPES).to.include.members(types);
  });

  it("is the same for another generation and fence, but for two tags of the group", async () => {
    const later = { ...REQUEST, generation: 7, fence: 9 };
    const [first, second] = [await run(config), await run({ ...config, "enclave:request": later })];
    const [before, after] = [first, second].map(({ resources }) => {
      const { tags } = one(resources, "aws:autoscaling/group:Group").inputs;
      return {
        others: resources.filter(({ type }) => type !== "aws:autoscaling/group:Group"),
        tags: Object.fromEntries(tags.map(({ key, value }: { key: string; value: string }) => [key, value])),
      };
    });
    expect(after?.others).to.deep.equal(before?.others);
    expect(after?.tags).to.deep.equal({ ...before?.tags, EnclaveGeneration: "7", EnclaveFence: "9" });
  });

  it("refuses to run without its configuration", async () => {
    expect(await refusal({})).to.equal(
      "enclave:request is not set: the runner sets it, from the row of the request and from what runtime gives it",
    );
  });

  it("refuses another request's stack", async () => {
    expect(await refusal(config, "other")).to.equal(
      'enclave:request is for "vault", the stack is "other": a stack is named by its request\'s id',
    );
  });

  it("refuses configuration that is no JSON object", async () => {
    expect(await refusal({ ...config, "enclave:request": "{" })).to.equal("enclave:request is not JSON");
    expect(await refusal({ ...config, "enclave:request": "[]" })).to.equal(
      "enclave:request is not a JSON object",
    );
  });

  it("refuses a request without its owner, generation or fence", async () => {
    for (const field of ["owner", "generation", "fence"]) {
      expect(await refusal({ ...config, "enclave:request": { ...REQUEST, [field]: null } })).to.equal(
        "enclave:request must have owner, generation and fence of the request's row",
      );
    }
  });

  it("refuses a spec that is wrong", async () => {
    const spec = { ...REQUEST.spec, vcpus: 3 };
    expect(await refusal({ ...config, "enclave:request": { ...REQUEST, spec } })).to.equal(
      "the request has 1 fault: correct it and ask again",
    );
  });

  it("refuses an environment that lacks something, and one without subnets", async () => {
    const { zoneId: _, vpcId: __, ...incomplete } = offeredToEnclaves("dev");
    expect(await refusal({ ...config, "enclave:environment": incomplete })).to.equal(
      "enclave:environment lacks vpcId, zoneId: it is what runtime gives the runner, so deploy runtime again",
    );
    expect(
      await refusal({ ...config, "enclave:environment": { ...offeredToEnclaves("dev"), hostSubnetIds: [] } }),
    ).to.equal(
      "enclave:environment has no hostSubnetIds: a host needs at least one subnet; check base's outputs",
    );
  });
});
