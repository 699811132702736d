import { expect } from "chai";
import { FunctionRoles } from "../../../components/access/function-roles";
import type { Place } from "../../../components/access/place";
import { RunnerRoles } from "../../../components/access/runner-roles";
import { runtimeArns } from "../../../components/access/runtime-arns";
import { runtimeNames } from "../../../contracts/runtime-names";
import { listed, permissionsOf, trustOf } from "../../support/policies";
import { runProgram } from "../../support/pulumi-mocks";

const PLACE: Place = { environment: "dev", accountId: "111122223333", region: "eu-west-1" };
const DEPLOY = ({ deployStateMachine }: { deployStateMachine: string }) => deployStateMachine;

describe("runtimeArns", () => {
  it("is the environment's own, and a pattern of its copies where they are allowed", () => {
    expect(runtimeArns(PLACE, DEPLOY)).to.equal("hyperion-dev-deploy");
    expect(runtimeArns({ ...PLACE, workspaces: true }, DEPLOY)).to.deep.equal([
      "hyperion-dev-deploy",
      "hyperion-dev-ws-*-deploy",
    ]);
  });
});

describe("the roles of a base that copies of runtime may stand on", () => {
  const given = {
    place: { ...PLACE, workspaces: true },
    tableArn: "arn:table",
    streamArn: "arn:stream",
    keyArn: "arn:key",
    repositoryArn: "arn:repository",
    stateBucketArn: "arn:bucket",
    stateKeyArn: "arn:state-key",
    vpcId: "vpc-1",
    hostSubnetIds: ["subnet-a"],
    zoneId: "Z1",
    zoneName: "dev.hyperion.internal",
    boundaryArn: "arn:boundary",
    hostPolicyArn: "arn:host",
  };
  const deployed = (place: Place) =>
    runProgram(() => {
      new FunctionRoles("functions", { ...given, place });
      new RunnerRoles("runner", { ...given, place });
    });

  it("name everything of a copy that they name of the environment's own, in the same statements", async () => {
    const { resources } = await deployed(given.place);
    const [own, copy] = [runtimeNames("dev"), runtimeNames("dev", "*")];
    const roles = [
      "trigger",
      "validate",
      "record",
      "handle-error",
      "task-stopped",
      "reconcile",
      "state-machine",
      "runner",
    ];
    let named = 0;
    for (const role of [...roles, "task-execution"]) {
      for (const { Sid, Resource } of permissionsOf(resources, `hyperion-dev-${role}`)) {
        const all = listed(Resource);
        for (const [key, name] of Object.entries(own)) {
          const pattern = copy[key as keyof typeof copy];
          // Whole parts of an ARN: `hyperion-dev-runner` is also the beginning of others.
          const isOf = (wanted: string) => (arn: string) =>
            arn.split(/[:]|(?<=task|cluster|definition)\//).includes(wanted);
          const ofRuntime = all.filter(isOf(name));
          if (ofRuntime.length > 0 && /:(states|sqs|sns|logs|ecs|lambda):/.test(ofRuntime[0] ?? "")) {
            named += 1;
            expect(all.filter(isOf(pattern)), `${role} ${Sid} ${name}`).to.have.length(ofRuntime.length);
          }
        }
      }
    }
    expect(named).to.be.greaterThan(8);
  });

  it("are assumed by copies' state machines too, and not where none is allowed", async () => {
    const machines = async (place: Place) => {
      const { resources } = await deployed(place);
      const [trust] = trustOf(resources, "hyperion-dev-state-machine");
      return trust?.Condition?.ArnLike?.["aws:SourceArn"];
    };
    const arn = (name: string) => `arn:aws:states:eu-west-1:111122223333:stateMachine:hyperion-dev-${name}`;
    expect(await machines(given.place)).to.deep.equal(
      ["deploy", "ws-*-deploy", "cleanup", "ws-*-cleanup"].map(arn),
    );
    expect(await machines(PLACE)).to.deep.equal(["deploy", "cleanup"].map(arn));
  });
});
