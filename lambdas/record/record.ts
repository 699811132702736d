import { FleetError } from "../../contracts/errors";
import type { RecordInput, RecordOutput, ReleaseOutput } from "../../contracts/pipeline";
import { acquire } from "./acquire";
import type { RecordDependencies } from "./dependencies";
import { finish } from "./finish";
import { release } from "./release";

/**
 * One step of a request's life on its row.
 * @throws what the step throws, and FleetError `MalformedEvent` when `finish` lacks fence or result
 */
export async function record(
  { action, input, execution, fence, result }: RecordInput,
  dependencies: RecordDependencies,
): Promise<RecordOutput | ReleaseOutput> {
  switch (action) {
    case "acquire":
      return acquire(input, execution, dependencies);
    case "finish":
      if (fence === undefined || result === undefined) {
        throw new FleetError("MalformedEvent", "finish needs fence and result: check the state machine");
      }
      return finish({ input, execution, fence, result }, dependencies);
    case "release":
      return release(input, execution, dependencies);
  }
}
