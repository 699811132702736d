import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { PromotionRules } from "../../backend/promotions/promotion-plan";
import { ENVIRONMENTS, type Environment } from "../../contracts/environment";
import { FleetError } from "../../contracts/errors";
import { compileSchema, schemaFindings } from "../../contracts/schema-findings";

export const PROMOTION_POLICY = "promotion-policy.yaml";

const count = (minimum: number, maximum: number, description: string) => ({
  type: "integer",
  minimum,
  maximum,
  description,
});
const patterns = (description: string) => ({
  type: "array",
  items: { type: "string", minLength: 1, description: "a text, in which * stands for any text" },
  description,
});

const RULES = {
  type: "object",
  description: "an object with from, minimumApprovals, approvers, selfApproval, maxPlanAgeHours, …",
  additionalProperties: false,
  required: [
    "from",
    "minimumApprovals",
    "approvers",
    "selfApproval",
    "maxPlanAgeHours",
    "maxDrillAgeHours",
    "toleratedAlarms",
    "onCall",
  ],
  properties: {
    from: { enum: ENVIRONMENTS, description: "the environment that a change comes from: dev or staging" },
    minimumApprovals: count(0, 10, "a whole number from 0 to 10"),
    approvers: patterns("a list of ARNs by STS, in which * stands for any text"),
    selfApproval: { type: "boolean", description: "true or false" },
    maxPlanAgeHours: count(1, 720, "a whole number of hours from 1 to 720"),
    maxDrillAgeHours: count(1, 2160, "a whole number of hours from 1 to 2160"),
    toleratedAlarms: patterns("a list of alarms' names, in which * stands for any text"),
    onCall: { enum: ["required", "optional"], description: "required or optional" },
  },
};

const validate = compileSchema({
  type: "object",
  description: "an object with a key for each environment that changes are promoted to",
  additionalProperties: false,
  properties: Object.fromEntries(ENVIRONMENTS.map((environment) => [environment, RULES])),
});

/** By the environment that changes are promoted to. */
export type PromotionPolicy = Readonly<Partial<Record<Environment, PromotionRules>>>;

/**
 * What promotion-policy.yaml asks of a promotion.
 * @throws FleetError as {@link promotionPolicy}; `OperationRefused` for a way that it does not allow
 */
export function promotionRules(home: string, from: Environment, to: Environment): PromotionRules {
  const rules = promotionPolicy(home)[to];
  if (rules?.from !== from) {
    throw new FleetError(
      "OperationRefused",
      rules
        ? `${to} takes changes from ${rules.from}, not from ${from}: promote to ${rules.from} first`
        : `nothing is promoted to ${to}: ${PROMOTION_POLICY} has no rules for it`,
    );
  }
  return rules;
}

/**
 * All of promotion-policy.yaml.
 * @throws FleetError `InvalidConfiguration` with all that is wrong with the file
 */
export function promotionPolicy(home: string): PromotionPolicy {
  const path = join(home, PROMOTION_POLICY);
  if (!existsSync(path)) {
    throw new FleetError(
      "InvalidConfiguration",
      `${path} is missing: without it nobody may promote; write one, docs/adr/0007-promotion.md says how`,
    );
  }
  const policy = parsed(path);
  const findings =
    typeof policy === "object" && policy !== null && !Array.isArray(policy)
      ? policyFindings(policy)
      : ["it is no object; use a key for each environment that changes are promoted to"];
  if (findings.length > 0) {
    throw new FleetError("InvalidConfiguration", `${path} cannot be used: nothing is promoted`, findings);
  }
  return policy as PromotionPolicy;
}

/** Of its form; once that is right, of rules that nobody could fulfil. */
function policyFindings(policy: object): readonly string[] {
  const findings = schemaFindings(validate, policy);
  return findings.length > 0
    ? findings
    : ENVIRONMENTS.flatMap((to) => impossibleRules(to, (policy as PromotionPolicy)[to]));
}

function impossibleRules(to: Environment, rules: PromotionRules | undefined): readonly string[] {
  if (!rules) {
    return [];
  }
  const { from, minimumApprovals, approvers } = rules;
  const before = ENVIRONMENTS.slice(0, ENVIRONMENTS.indexOf(to));
  const findings: string[] = [];
  if (!before.includes(from)) {
    findings.push(
      `${to}.from is ${from}; ${before.length > 0 ? `use what comes before ${to}: ${before.join(" or ")}` : `changes begin in ${to}: remove ${to}`}`,
    );
  }
  if (minimumApprovals > 0 && approvers.length === 0) {
    findings.push(
      `${to}.approvers is empty, and ${to}.minimumApprovals is ${minimumApprovals}; name who may approve, or use 0`,
    );
  }
  return findings;
}

function parsed(path: string): unknown {
  try {
    return parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new FleetError("InvalidConfiguration", `${path} is no YAML: ${(error as Error).message}`, [], {
      cause: error,
    });
  }
}
