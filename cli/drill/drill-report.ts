import type { RehearsedStack } from "./rehearse";

/** What a drill came to; what `--json` prints. */
export interface DrillReport {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly passed: boolean;
  readonly stacks: readonly RehearsedStack[];
  /** Live stacks that could not be rehearsed, because their own state cannot be read. */
  readonly unreadable: ReadonlyArray<{
    readonly project: string;
    readonly stack: string;
    readonly reason: string;
  }>;
}

/** The faults of a drill, one line each. */
export function drillFaults({ stacks, unreadable }: DrillReport): readonly string[] {
  return [
    ...unreadable.map(({ project, stack, reason }) => `${project} ${stack}: ${reason}`),
    ...stacks.flatMap(({ project, stack, rehearsals }) =>
      rehearsals.flatMap(({ compression, step, fault }) =>
        fault ? `${project} ${stack}, ${compression}, ${step}: ${fault}` : [],
      ),
    ),
  ];
}

/** The report for people. */
export function drillMarkdown(report: DrillReport): string {
  const faults = drillFaults(report);
  return [
    `# Recovery drill of ${report.environment}`,
    "",
    `Account ${report.account} in ${report.region}, ${report.startedAt}, ${report.durationSeconds.toFixed(1)} s. ${
      report.passed ? "Every damage was found and repaired." : "Not everything went as it should:"
    }`,
    "",
    ...(faults.length > 0 ? [...faults.map((fault) => `- ${fault}`), ""] : []),
    "| stack | resources | compression | step | result | time |",
    "| --- | ---: | --- | --- | --- | ---: |",
    ...report.stacks.flatMap(({ project, stack, resources, rehearsals }) =>
      rehearsals.map(
        ({ compression, step, fault, milliseconds }) =>
          `| ${project} ${stack} | ${resources} | ${compression} | ${step} | ${fault ? "failed" : "ok"} | ${milliseconds} ms |`,
      ),
    ),
    "",
  ].join("\n");
}
