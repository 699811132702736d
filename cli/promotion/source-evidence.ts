import { readFileSync } from "node:fs";
import type { Actor } from "../../backend/operations/operation-entry";
import type { ChecklistItem, PromotionRules } from "../../backend/promotions/promotion-plan";
import type { Environment, Project } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";
import type { Context } from "../context";
import { currentActor } from "../engine/current-actor";
import { checkedBackend, showBackend } from "../engine/environment-backend";
import { configuredAccount, readSettings } from "../engine/stack-settings";
import { stateBucketOf } from "../engine/state-bucket";
import { type Digests, runningImages } from "./artifacts";
import { testedBelow } from "./checks/tested-below";

/** What was seen in the environment that a commit comes from, by somebody with that environment's credentials. */
export interface SourceEvidence {
  readonly format: 1;
  readonly environment: Environment;
  readonly account: string;
  readonly projects: readonly Project[];
  readonly commit: string;
  readonly tested: ChecklistItem;
  readonly images: Digests;
  readonly by: Actor;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * Looks whether `commit` is what runs in `environment`, and with which images; changes nothing.
 * @throws FleetError as {@link checkedBackend} and {@link testedBelow}
 */
export async function sourceEvidence(
  context: Context,
  environment: Environment,
  projects: readonly Project[],
  commit: string,
): Promise<SourceEvidence> {
  const backend = await checkedBackend(context, environment);
  showBackend(context, backend);
  const { config } = readSettings(context.home, environment);
  const tested = await testedBelow(context, backend, projects, commit);
  const by = await currentActor(context, backend);
  const at = context.clock.now().toISOString();
  return {
    format: 1,
    environment,
    account: backend.accountId,
    projects,
    commit,
    tested: { ...tested, evidence: [...tested.evidence, `seen by ${by.caller ?? by.user} at ${at}`] },
    images: await runningImages(stateBucketOf(context, backend), environment, config, projects),
    by,
    at,
  };
}

/**
 * Evidence that `fleet promotion verify` has printed into a file: for an environment whose credentials are others.
 * @throws FleetError `InvalidArgument` for a file that is none; `OperationRefused` when it is about something else
 */
export function readEvidence(
  context: Context,
  path: string,
  environment: Environment,
  projects: readonly Project[],
  commit: string,
  { maxPlanAgeHours }: Pick<PromotionRules, "maxPlanAgeHours">,
): SourceEvidence {
  const evidence = parsed(path);
  const account = configuredAccount(context.home, environment) ?? evidence.account;
  const missing = projects.filter((project) => !evidence.projects.includes(project));
  const age = context.clock.now().getTime() - Date.parse(evidence.at);
  const faults = [
    ...(evidence.environment === environment
      ? []
      : [`it is about ${evidence.environment}, not ${environment}`]),
    ...(evidence.account === account ? [] : [`it is about account ${evidence.account}, not ${account}`]),
    ...(evidence.commit === commit ? [] : [`it is about commit ${evidence.commit}, not ${commit}`]),
    ...(missing.length === 0 ? [] : [`it is without ${missing.join(" and ")}`]),
    ...(age <= maxPlanAgeHours * 3_600_000
      ? []
      : [`it is of ${evidence.at}, older than ${maxPlanAgeHours} h`]),
  ];
  if (faults.length > 0) {
    throw new FleetError(
      "OperationRefused",
      `${path} is no evidence for this promotion: make it again by \`fleet promotion verify ${environment} --json\``,
      faults,
    );
  }
  return evidence;
}

function parsed(path: string): SourceEvidence {
  try {
    const evidence = JSON.parse(readFileSync(path, "utf8")) as Partial<SourceEvidence>;
    if (
      evidence.format === 1 &&
      evidence.tested?.name === "tested-below" &&
      Array.isArray(evidence.projects)
    ) {
      return evidence as SourceEvidence;
    }
  } catch (cause) {
    throw new FleetError("InvalidArgument", `${path} cannot be read: ${(cause as Error).message}`, [], {
      cause,
    });
  }
  throw new FleetError("InvalidArgument", `${path} is not what \`fleet promotion verify --json\` prints`);
}
