import { FleetError } from "../../contracts/errors";
import type { Output } from "./output";

/**
 * Goes on when `yes` is given or the person types `word`.
 * @throws FleetError `OperationRefused`
 */
export async function confirm(output: Output, yes: boolean, danger: string, word: string): Promise<void> {
  if (yes) {
    return;
  }
  if (!output.interactive) {
    throw new FleetError("OperationRefused", `${danger} Add --yes to do it.`);
  }
  const answer = await output.ask(`${danger} Type ${word} to do it: `);
  if (answer.trim() !== word) {
    throw new FleetError("OperationRefused", `${JSON.stringify(answer)} is not ${word}: nothing was changed`);
  }
}
