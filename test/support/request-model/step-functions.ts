import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  SendTaskFailureCommand,
  StartExecutionCommand,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import { cleanupDefinition } from "../../../components/pipeline/cleanup-definition";
import { deployDefinition } from "../../../components/pipeline/deploy-definition";
import { runtimeNames } from "../../../contracts/runtime-names";
import { ARGS } from "../../components/pipeline/definition-fixture";
import { Execution, type ExecutionWorld, type Outcome } from "./execution";

const NAMES = runtimeNames("dev");
const PREFIX = "arn:aws:states:eu-west-1:111122223333";

/** ARN of the state machine of each operation. */
export const STATE_MACHINES = {
  deploy: `${PREFIX}:stateMachine:${NAMES.deployStateMachine}`,
  destroy: `${PREFIX}:stateMachine:${NAMES.cleanupStateMachine}`,
};

const DEFINITIONS = {
  [STATE_MACHINES.deploy]: deployDefinition(ARGS),
  [STATE_MACHINES.destroy]: cleanupDefinition(ARGS),
};

/** Step Functions in memory, with our two state machines. */
export class StepFunctions {
  /** Oldest first. */
  readonly executions: Execution[] = [];

  constructor(private readonly world: ExecutionWorld) {}

  find(arn: string | undefined): Execution | undefined {
    return this.executions.find((execution) => execution.arn === arn);
  }

  /** Starts one more execution with the input of another, as a person can. */
  startAgain({ arn, input }: Execution): void {
    const machine = arn.replace(":execution:", ":stateMachine:").replace(/:[^:]+$/, "");
    this.#start(machine, `by-hand-${this.executions.length}`, input);
  }

  /** Ends what waits for the token. */
  sendTask(token: string, outcome: Outcome): void {
    const execution = this.executions.find((each) => each.waitsFor(token));
    if (!execution) {
      throw new TaskTimedOut({ message: "the task has timed out", $metadata: {} });
    }
    execution.end(outcome, token);
  }

  answer(command: unknown): unknown {
    if (command instanceof StartExecutionCommand) {
      const { stateMachineArn = "", name = "", input = "" } = command.input;
      return this.#start(stateMachineArn, name, input);
    }
    if (command instanceof DescribeExecutionCommand) {
      const execution = this.find(command.input.executionArn);
      if (!execution) {
        throw new ExecutionDoesNotExist({ message: "there is no such execution", $metadata: {} });
      }
      const { status, input, failure } = execution;
      return { status, input, ...(status === "FAILED" && { error: failure?.Error, cause: failure?.Cause }) };
    }
    if (command instanceof SendTaskFailureCommand) {
      const { taskToken = "", error = "", cause } = command.input;
      this.sendTask(taskToken, { failure: { Error: error, Cause: cause } });
      return {};
    }
    throw new Error(`Step Functions in memory do not answer ${(command as object).constructor.name}`);
  }

  #start(machine: string, name: string, input: string): object {
    const arn = `${machine.replace(":stateMachine:", ":execution:")}:${name}`;
    const existing = this.find(arn);
    if (existing && !(existing.status === "RUNNING" && existing.input === input)) {
      throw new ExecutionAlreadyExists({ message: "the name is taken", $metadata: {} });
    }
    const definition = DEFINITIONS[machine];
    if (!existing && definition) {
      this.executions.push(new Execution(arn, input, definition, this.world));
    }
    return { executionArn: arn };
  }
}
