import validate = require("asl-validator");

import { expect } from "chai";
import { stateMachineStatements } from "../../../components/access/state-machine-permissions";
import { cleanupDefinition } from "../../../components/pipeline/cleanup-definition";
import type { Definition, State } from "../../../components/pipeline/definition";
import { deployDefinition } from "../../../components/pipeline/deploy-definition";
import { runSeconds } from "../../../components/pipeline/run-state";
import { ERROR_NAMES } from "../../../contracts/errors";
import { QUEUE_SECONDS, RUNNER_ENVIRONMENT } from "../../../contracts/pipeline";
import { ARGS } from "./definition-fixture";

const DEFINITIONS = { deployDefinition, cleanupDefinition } as const;

/** Every text of a definition with the path of keys to it. */
function texts(value: unknown, path: readonly string[] = []): { path: string; text: string }[] {
  if (typeof value === "string") {
    return [{ path: path.join("."), text: value }];
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, each]) => texts(each, [...path, key]))
    : [];
}

function state(definition: Definition, name: string): State {
  const found = definition.States[name];
  if (!found) {
    throw new Error(`there is no state ${name}`);
  }
  return found;
}

/** States that an execution can go through, from the first on. */
function reachable(definition: Definition): Set<string> {
  const seen = new Set<string>();
  const visit = (name: string | undefined): void => {
    if (name === undefined || seen.has(name)) {
      return;
    }
    seen.add(name);
    const { Next, Default, Catch = [], Choices = [] } = state(definition, name);
    for (const next of [
      Next,
      Default,
      ...Catch.map((each) => each.Next),
      ...Choices.map((each) => each.Next),
    ]) {
      visit(next);
    }
  };
  visit(definition.StartAt);
  return seen;
}

for (const [name, define] of Object.entries(DEFINITIONS)) {
  describe(name, () => {
    const definition = define(ARGS);

    it("is what Step Functions accepts", () => {
      const { isValid, errors } = validate(JSON.parse(JSON.stringify(definition)), {
        checkPaths: true,
        checkArn: true,
      });
      expect(errors).to.deep.equal([]);
      expect(isValid).to.equal(true);
    });

    it("has no state that nothing leads to", () => {
      expect([...reachable(definition)]).to.have.members(Object.keys(definition.States));
    });

    it("handles every error of every step of the work", () => {
      for (const step of ["Validate", "Admit", "Acquire", "Run", "Finish"].filter(
        (each) => each in definition.States,
      )) {
        expect(state(definition, step).Catch, step).to.deep.equal([
          {
            ErrorEquals: ["GenerationSuperseded", "ForbiddenTransition"],
            ResultPath: "$.error",
            Next: "Release",
          },
          { ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "HandleError" },
        ]);
      }
    });

    it("gives every repetition jitter and a limit to its delay", () => {
      const retriers = Object.values(definition.States).flatMap(({ Retry = [] }) => Retry);
      expect(retriers.length).to.be.greaterThan(5);
      for (const retrier of retriers.filter(({ MaxAttempts }) => MaxAttempts > 0)) {
        expect(retrier).to.have.property("JitterStrategy", "FULL");
        expect(retrier.MaxDelaySeconds).to.be.within(1, 60);
      }
    });

    it("calls errors only by names that exist", () => {
      const names = Object.values(definition.States).flatMap(({ Retry = [], Catch = [] }) =>
        [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals),
      );
      for (const error of names) {
        expect([...ERROR_NAMES, "States.ALL", "States.TaskFailed", "States.HeartbeatTimeout"]).to.include(
          error,
        );
      }
    });

    it("never puts a value of a request into a template, and evaluates only numbers", () => {
      const dynamic = texts(definition.States).filter(({ path }) => path.endsWith(".$"));
      expect(dynamic.length).to.be.greaterThan(10);
      for (const { path, text } of dynamic.filter((each) => each.text.includes("States."))) {
        expect(text, path).to.match(/^States\.JsonToString\(\$\.(generation|lease\.fence)\)$/);
      }
      expect(JSON.stringify(definition)).to.not.include("States.Format");
      expect(definition).to.not.have.property("QueryLanguage");
    });

    it("gives the runner all that one request has, as texts", () => {
      const [container] = (state(definition, "Run").Parameters as unknown as RunParameters).Overrides
        .ContainerOverrides;
      expect(container.Name).to.equal("runner");
      expect(
        Object.fromEntries(container.Environment.map((each) => [each.Name, each["Value.$"]])),
      ).to.deep.equal({
        [RUNNER_ENVIRONMENT.taskToken]: "$$.Task.Token",
        [RUNNER_ENVIRONMENT.id]: "$.id",
        [RUNNER_ENVIRONMENT.generation]: "States.JsonToString($.generation)",
        [RUNNER_ENVIRONMENT.operation]: "$.operation",
        [RUNNER_ENVIRONMENT.fence]: "States.JsonToString($.lease.fence)",
        [RUNNER_ENVIRONMENT.correlationId]: "$.correlationId",
      });
    });

    it("runs the task in private subnets without a public address or a shell", () => {
      const parameters = state(definition, "Run").Parameters;
      expect(parameters).to.deep.include({
        LaunchType: "FARGATE",
        EnableExecuteCommand: false,
        NetworkConfiguration: {
          AwsvpcConfiguration: {
            Subnets: ["subnet-a", "subnet-b"],
            SecurityGroups: ["sg-runner"],
            AssignPublicIp: "DISABLED",
          },
        },
      });
    });

    it("waits for the runner no longer than it is told, and for its heartbeat less", () => {
      expect(state(definition, "Run")).to.deep.include({ TimeoutSeconds: 1800, HeartbeatSeconds: 120 });
    });

    it("runs a task that died once more, and one that could not start more often", () => {
      const attempts = Object.fromEntries(
        (state(definition, "Run").Retry ?? []).flatMap(({ ErrorEquals, MaxAttempts }) =>
          ErrorEquals.map((error) => [error, MaxAttempts]),
        ),
      );
      expect(attempts).to.include({
        DeploymentFailed: 0,
        RequestRejected: 0,
        GenerationSuperseded: 0,
        LeaseLost: 0,
        TaskStopped: 1,
        DeploymentInterrupted: 1,
        "States.HeartbeatTimeout": 1,
        StackLocked: 10,
        CapacityUnavailable: 2,
        "States.TaskFailed": 8,
      });
    });

    it("waits for a lease as long as its holder may take", () => {
      for (const step of ["Admit", "Acquire"]) {
        const [wait] = state(definition, step).Retry ?? [];
        expect(wait?.ErrorEquals).to.deep.equal(["LeaseHeld"]);
        const meanSeconds = (wait?.MaxAttempts ?? 0) * ((wait?.MaxDelaySeconds ?? 0) / 2);
        expect(meanSeconds).to.be.at.least(runSeconds(1800));
        // an execution keeps 25,000 events, and a repetition makes about five
        expect(wait?.MaxAttempts).to.be.below(2000);
      }
    });

    it("asks for its turn until it has it, as often as it is told", () => {
      expect(state(definition, "IsAdmitted")).to.deep.equal({
        Type: "Choice",
        Choices: [{ Variable: "$.slot.admitted", BooleanEquals: true, Next: "Acquire" }],
        Default: "Queue",
      });
      expect(state(definition, "Queue")).to.deep.equal({
        Type: "Wait",
        SecondsPath: "$.slot.waitSeconds",
        Next: "Admit",
      });
    });

    it("gives its slot back however it ends", () => {
      const ends = Object.entries(definition.States).filter(([, { Next }]) => Next === "Leave");
      expect(ends.map(([step]) => step)).to.deep.equal(["Finish", "Release", "HandleError"]);
      expect(state(definition, "Leave")).to.deep.include({
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: "Outcome" }],
        Next: "Outcome",
      });
      // what it learns of the error
      expect(state(definition, "Leave").Parameters?.Payload).to.include({ action: "leave", "state.$": "$" });
    });

    it("has a limit that no allowed course of events reaches", () => {
      const longest = Object.values(definition.States).flatMap(({ Retry = [] }) =>
        Retry.map(({ MaxAttempts, MaxDelaySeconds = 0 }) => MaxAttempts * MaxDelaySeconds),
      );
      const delays = longest.reduce((sum, seconds) => sum + seconds, 0);
      expect(definition.TimeoutSeconds).to.be.greaterThan(2 * 1800 + QUEUE_SECONDS + delays);
    });

    it("needs no action that the state machine's role lacks, and is granted none in vain", () => {
      const statements = stateMachineStatements({
        place: { environment: "dev", accountId: "111122223333", region: "eu-west-1" },
        taskRoleArns: ["arn:aws:iam::111122223333:role/hyperion-dev-runner"],
      });
      const allowed = (action: string, resource: string) =>
        statements.some(
          ({ Action, Resource }) =>
            [Action].flat().includes(action) &&
            [Resource].flat().some((pattern) => matches(String(pattern), resource)),
        );
      for (const { action, resource } of calls(definition)) {
        expect(allowed(action, resource), `${action} on ${resource}`).to.equal(true);
      }
      const functions = Object.values(DEFINITIONS)
        .flatMap((each) => calls(each(ARGS)))
        .filter(({ action }) => action === "lambda:InvokeFunction")
        .map(({ resource }) => resource);
      const invoked = statements.filter(({ Action }) => Action === "lambda:InvokeFunction");
      expect(new Set(functions)).to.deep.equal(new Set(invoked.flatMap(({ Resource }) => Resource)));
    });
  });
}

describe("deployDefinition", () => {
  it("validates before anything else", () => {
    expect(deployDefinition(ARGS).StartAt).to.equal("Validate");
    expect(cleanupDefinition(ARGS).StartAt).to.equal("Admit");
    expect(cleanupDefinition(ARGS).States).to.not.have.property("Validate");
  });

  it("ends well where no operator is needed: what has moved on, and what is the requester's fault", () => {
    const definition = deployDefinition(ARGS);
    expect(state(definition, "Outcome")).to.deep.equal({
      Type: "Choice",
      Choices: [
        { Variable: "$.error", IsPresent: false, Next: "Done" },
        { Variable: "$.error.Error", StringEquals: "GenerationSuperseded", Next: "Superseded" },
        { Variable: "$.error.Error", StringEquals: "ForbiddenTransition", Next: "Superseded" },
        { Variable: "$.error.Error", StringEquals: "RequestRejected", Next: "Rejected" },
      ],
      Default: "Failed",
    });
    expect(state(definition, "Rejected").Type).to.equal("Succeed");
    expect(state(definition, "Failed")).to.deep.equal({
      Type: "Fail",
      ErrorPath: "$.error.Error",
      CausePath: "$.error.Cause",
    });
  });
});

interface RunParameters {
  readonly Overrides: {
    readonly ContainerOverrides: readonly [
      {
        readonly Name: string;
        readonly Environment: readonly { readonly Name: string; readonly "Value.$": string }[];
      },
    ];
  };
}

/** The calls that a definition makes with the state machine's role. */
function calls(definition: Definition): { readonly action: string; readonly resource: string }[] {
  return Object.values(definition.States).flatMap(({ Resource, Parameters = {} }) => {
    switch (Resource) {
      case undefined:
        return [];
      case "arn:aws:states:::lambda:invoke":
        return [{ action: "lambda:InvokeFunction", resource: String(Parameters.FunctionName) }];
      case "arn:aws:states:::ecs:runTask.waitForTaskToken":
        return [
          { action: "ecs:RunTask", resource: String(Parameters.TaskDefinition) },
          { action: "iam:PassRole", resource: "arn:aws:iam::111122223333:role/hyperion-dev-runner" },
        ];
      default:
        throw new Error(`say here what ${Resource} calls`);
    }
  });
}

function matches(pattern: string, resource: string): boolean {
  const expression = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${expression}$`).test(resource);
}
