import { FleetError } from "../../../contracts/errors";
import { nearest } from "../../../contracts/nearest";
import type { Context } from "../../context";
import type { Check } from "../../validation/check";
import { CHECKS } from "../../validation/checks";
import { type Subject, subjectAt } from "../../validation/subject";

/** What one check found. */
export interface CheckReport {
  readonly name: string;
  readonly description: string;
  readonly seconds: number;
  readonly findings: readonly string[];
}

/**
 * Runs the checks that `what` names, all of them to their end; nothing is asked of AWS.
 * @throws FleetError `InvalidArgument`, or `CheckFailed` when one found something
 */
export async function validate(
  context: Context,
  what: string,
  subject: Subject = subjectAt(context.root),
  known: readonly Check[] = CHECKS,
): Promise<void> {
  const { output, clock } = context;
  const checks = chosen(what, known);
  const reports: CheckReport[] = [];
  for (const check of checks) {
    const { name, description } = check;
    const start = clock.now().getTime();
    const findings = await findingsOf(check, subject);
    const report = { name, description, seconds: (clock.now().getTime() - start) / 1000, findings };
    reports.push(report);
    show(context, report);
  }
  output.result({ checks: reports }, () => {
    const seconds = reports.reduce((sum, report) => sum + report.seconds, 0);
    output.line(`${seconds.toFixed(1)} s in all`);
  });
  const failed = reports.filter(({ findings }) => findings.length > 0);
  if (failed.length > 0) {
    const count = failed.reduce((sum, { findings }) => sum + findings.length, 0);
    throw new FleetError(
      "CheckFailed",
      `${failed.length} of ${reports.length} checks found something (${count} in all): ${failed.map(({ name }) => name).join(", ")}`,
    );
  }
}

function chosen(what: string, known: readonly Check[]): readonly Check[] {
  const checks = known.filter(({ name }) => what === "all" || what === name);
  if (checks.length === 0) {
    const names = ["all", ...known.map(({ name }) => name)];
    const meant = nearest(what, names);
    throw new FleetError(
      "InvalidArgument",
      `check "${what}" is unknown: ${meant ? `did you mean ${meant}? ` : ""}Use one of ${names.join(", ")}`,
    );
  }
  return checks;
}

/** A check that could not do its work has found something; the others go on. */
async function findingsOf(check: Check, subject: Subject): Promise<readonly string[]> {
  try {
    return await check.run(subject);
  } catch (error) {
    if (error instanceof FleetError) {
      return [error.message];
    }
    throw error;
  }
}

/** As soon as it is known. */
function show({ output }: Context, { name, description, seconds, findings }: CheckReport): void {
  const { green, red, dim } = output.color;
  const mark = findings.length === 0 ? green("ok ") : red("no ");
  output.line(`${mark} ${name.padEnd(15)} ${`${seconds.toFixed(1)} s`.padStart(7)}  ${dim(description)}`);
  for (const finding of findings) {
    output.line(`    ${finding}`);
  }
}
