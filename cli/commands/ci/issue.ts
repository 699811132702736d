import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ENVIRONMENTS } from "../../../contracts/environment";
import { closeIssue, type DriftReport, issueBody, putIssue, repositoryOf } from "../../ci/drift-issue";
import type { Context } from "../../context";

export interface IssueOptions {
  /** Whether only to print it. @default false */
  readonly dryRun?: boolean;
  /** Whether nothing has drifted, so that an open issue is closed. @default false */
  readonly resolved?: boolean;
}

/**
 * Puts the reports `<folder>/<env>.txt` into one issue that is kept up to date, or closes it.
 * @throws FleetError `InvalidArgument` when there is no repository, `BackendUnavailable`
 */
export async function issue(
  context: Context,
  folder: string,
  options: IssueOptions,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  const { output } = context;
  if (options.resolved) {
    const address = options.dryRun ? undefined : await closeIssue(repositoryOf(variables));
    output.result({ address: address ?? null }, () =>
      output.line(address ? `closed: ${address}` : "no issue to close"),
    );
    return;
  }
  const body = issueBody(reportsIn(folder), variables);
  if (options.dryRun) {
    output.result({ body }, () => output.line(body));
    return;
  }
  const address = await putIssue(repositoryOf(variables), body);
  output.result({ address }, () => output.line(`issue: ${address}`));
}

/** An environment whose job ended before it wrote anything has none. */
function reportsIn(folder: string): readonly DriftReport[] {
  return ENVIRONMENTS.flatMap((environment) => {
    try {
      return [{ environment, text: readFileSync(join(folder, `${environment}.txt`), "utf8") }];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") {
        return [];
      }
      throw error;
    }
  });
}
