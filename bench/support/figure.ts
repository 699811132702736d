/** One measured figure beside its alternative, measured in the same run. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly ours: number;
  /** What the alternative is, as the line names it: `plain JavaScript`. */
  readonly alternative: string;
  readonly theirs: number;
  /** The goal in words, as the line shows it: `<= 1.3`. */
  readonly goal: string;
  readonly met: boolean;
}

const shown = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2));

/** `<name>: ours <value> <unit>, <alternative> <value> <unit>, ratio <r>, goal <g>: met|missed` */
export function figureLine(figure: Figure): string {
  const ratio = figure.ours / figure.theirs;
  return (
    `${figure.name}: ours ${shown(figure.ours)} ${figure.unit}, ` +
    `${figure.alternative} ${shown(figure.theirs)} ${figure.unit}, ` +
    `ratio ${ratio.toFixed(2)}, goal ${figure.goal}: ${figure.met ? "met" : "missed"}`
  );
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return measured(sorted[Math.floor((sorted.length - 1) / 2)]);
}

/** The least value that at least `percent` of all do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return measured(sorted[Math.ceil((sorted.length * percent) / 100) - 1]);
}

function measured(value: number | undefined): number {
  if (value === undefined) {
    throw new Error("no values have no median and no percentile: measure at least once");
  }
  return value;
}
