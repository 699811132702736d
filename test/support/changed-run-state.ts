import { DescribeStateMachineCommand, SFNClient, UpdateStateMachineCommand } from "@aws-sdk/client-sfn";
import type { Definition, State } from "../../components/pipeline/definition";
import type { DeployedPipeline } from "./deployed-pipeline";

/**
 * Changes the state of a deployed state machine that runs the runner; executions that run already keep the old one.
 * @returns what puts the definition back
 */
export async function changeRunState(
  client: DeployedPipeline["client"],
  stateMachineArn: string,
  change: (run: State) => State,
): Promise<() => Promise<void>> {
  const sfn = new SFNClient(client);
  const { definition: shipped = "" } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const { States: states, ...machine } = JSON.parse(shipped) as Definition;
  if (!states.Run) {
    throw new Error(`${stateMachineArn} has no state Run`);
  }
  const definition = JSON.stringify({ ...machine, States: { ...states, Run: change(states.Run) } });
  await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
  return async () => {
    await sfn.send(new UpdateStateMachineCommand({ stateMachineArn, definition: shipped }));
    sfn.destroy();
  };
}
