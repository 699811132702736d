import type { PlannedStep, ProjectPreview, PromotionSubject } from "../../backend/promotions/promotion-plan";
import { sha256 } from "../../backend/promotions/promotion-plan";
import type { Project } from "../../contracts/environment";
import { shownValue } from "../configuration/shown-value";
import { logicalName } from "../engine/progress";

/** How far a promotion had come when it stopped. */
export interface Progressed {
  readonly deployed: readonly Project[];
  /** The project at which it stopped: some of its steps may be done. */
  readonly stoppedAt?: Project;
}

/**
 * What is no longer as it was planned, one line each; empty while the plan holds. After an execution that stopped,
 * a project may have fewer steps left than were planned, and inputs that come from what is deployed by now.
 */
export function planDifferences(
  planned: PromotionSubject,
  now: PromotionSubject,
  { deployed, stoppedAt }: Progressed = { deployed: [] },
): readonly string[] {
  return [
    ...plainDifferences(planned, now),
    ...settingDifferences("", planned.config, now.config),
    ...settingDifferences("promotion-policy.yaml: ", { ...planned.rules }, { ...now.rules }),
    ...artifactDifferences(planned, now),
    ...planned.previews
      .filter(({ project }) => !deployed.includes(project))
      .flatMap((preview) => {
        const other = now.previews.find(({ project }) => project === preview.project);
        const begun = preview.project === stoppedAt;
        return other ? stepDifferences(preview, other, begun, deployed.length > 0 || begun) : [];
      }),
  ];
}

function plainDifferences(planned: PromotionSubject, now: PromotionSubject): readonly string[] {
  return (["commit", "account", "region"] as const).flatMap((name) =>
    planned[name] === now[name] ? [] : [`${name} was ${planned[name]}, is ${now[name]}`],
  );
}

type Settings = Readonly<Record<string, unknown>>;

function settingDifferences(prefix: string, planned: Settings, now: Settings): readonly string[] {
  const keys = [...new Set([...Object.keys(planned), ...Object.keys(now)])].sort();
  return keys
    .filter((key) => sha256([planned[key]]) !== sha256([now[key]]))
    .map((key) => `${prefix}${key} was ${described(planned[key])}, is ${described(now[key])}`);
}

function described(value: unknown): string {
  const secure = typeof value === "object" && value !== null && "secure" in value;
  return secure ? "[secret]" : shownValue(value);
}

function artifactDifferences(planned: PromotionSubject, now: PromotionSubject): readonly string[] {
  return planned.artifacts.flatMap(({ name, verified }) => {
    const other = now.artifacts.find((artifact) => artifact.name === name);
    return other?.verified === verified
      ? []
      : [`${name}: verified was ${verified ?? "none"}, is ${other?.verified ?? "none"}`];
  });
}

function stepDifferences(
  { project, steps: planned }: ProjectPreview,
  { steps: now }: ProjectPreview,
  fewerAllowed: boolean,
  inputsMayDiffer: boolean,
): readonly string[] {
  const added = now.filter((step) => !planned.some(same(step)));
  const gone = fewerAllowed ? [] : planned.filter((step) => !now.some(same(step)));
  const changed = inputsMayDiffer
    ? []
    : now.filter((step) => planned.some((other) => same(step)(other) && other.inputs !== step.inputs));
  return [
    ...added.map((step) => `${project}: would now ${describedStep(step)}, which was not planned`),
    ...gone.map((step) => `${project}: would no longer ${describedStep(step)}`),
    ...changed.map((step) => `${project}: would ${describedStep(step)} with other values than planned`),
  ];
}

function same({ urn, operation }: PlannedStep): (other: PlannedStep) => boolean {
  return (other) => other.urn === urn && other.operation === operation;
}

function describedStep({ operation, type, urn }: PlannedStep): string {
  return `${operation} ${type} ${logicalName(urn)}`;
}
