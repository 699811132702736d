import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  InvalidArn,
  type SFNClient,
} from "@aws-sdk/client-sfn";
import { parseEnvironment } from "../../contracts/environment";
import { ANY_WORKSPACE, runtimeNames } from "../../contracts/runtime-names";

/**
 * The holders of leases in an environment, those of its short-lived copies of runtime too.
 * @throws FleetError `InvalidEnvironment`
 */
export function leaseHolders(client: SFNClient, environment: string): LeaseHolders {
  const name = parseEnvironment(environment);
  const runtimes = [runtimeNames(name), runtimeNames(name, ANY_WORKSPACE)];
  return new LeaseHolders(
    client,
    runtimes.flatMap((names) => [names.deployStateMachine, names.cleanupStateMachine]),
  );
}

/** Tells whether the holder of a lease still works. */
export class LeaseHolders {
  private readonly ours: RegExp;

  /** @param stateMachineNames the state machines that may hold leases; `*` in one stands for a workspace's name */
  constructor(
    private readonly client: SFNClient,
    stateMachineNames: readonly string[],
  ) {
    this.ours = new RegExp(
      `^arn:aws[a-z-]*:states:[a-z0-9-]+:\\d{12}:execution:(${stateMachineNames.join("|").replaceAll("*", "[a-z0-9-]+")}):[\\w-]{1,80}$`,
    );
  }

  /**
   * Whether execution `holder` is running. A name that no execution of ours can have was written by hand and
   * holds nothing; nor does one that Step Functions has forgotten.
   */
  async isRunning(holder: string): Promise<boolean> {
    if (!this.ours.test(holder)) {
      return false;
    }
    try {
      const { status } = await this.client.send(new DescribeExecutionCommand({ executionArn: holder }));
      return status === "RUNNING" || status === "PENDING_REDRIVE";
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist || error instanceof InvalidArn) {
        return false;
      }
      throw error;
    }
  }
}
