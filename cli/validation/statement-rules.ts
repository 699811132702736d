import { listed, type PolicyKind, type Statement } from "./policy-documents";

/** Why an action may be allowed on every resource. */
const UNRESTRICTED: ReadonlyArray<{ readonly reason: string; readonly actions: RegExp }> = [
  {
    reason: "it reads a list, which has no resource to name",
    actions: /^[a-z0-9-]+:(Describe|List)[A-Za-z]+$/,
  },
  {
    reason: "AWS knows no resource for it",
    actions:
      /^(ecr:GetAuthorizationToken|cloudwatch:PutMetricData|cloudtrail:LookupEvents|lambda:GetEventSourceMapping|sns:(GetSubscriptionAttributes|Unsubscribe)|xray:(Get|Put)[A-Za-z]+|(ssmmessages|ec2messages):[A-Za-z]+|logs:([A-Za-z]+LogDelivery|PutResourcePolicy))$/,
  },
  {
    reason: "an instance's own id is not known before it is there",
    actions: /^ssm:UpdateInstanceInformation$/,
  },
];

/** Whether AWS has no resource by which the action could be narrowed. */
export function knowsNoResource(action: string): boolean {
  return UNRESTRICTED.some(({ actions }) => actions.test(action));
}

const ACTION = /^[a-z0-9-]+:[A-Za-z0-9*?]+$/;

/** What is wrong with one statement of a policy. */
export function statementFindings(statement: Statement, kind: PolicyKind): readonly string[] {
  const { Effect, Action, NotAction, Resource, NotResource, Principal, Condition } = statement;
  const findings: string[] = [];
  if (Effect !== "Allow" && Effect !== "Deny") {
    findings.push(`Effect is ${JSON.stringify(Effect)}: use Allow or Deny`);
  }
  const actions = listed(Action);
  if (actions.length === 0 && listed(NotAction).length === 0) {
    findings.push("it has no Action");
  }
  for (const action of [...actions, ...listed(NotAction)]) {
    if (!ACTION.test(action) && action !== "*") {
      findings.push(
        `action ${JSON.stringify(action)} is none: use <service>:<Action>, for example s3:GetObject`,
      );
    }
  }
  if (Effect === "Allow" && Condition === undefined) {
    const tooWide = {
      identity: () => broadPermissions(actions, listed(Resource)),
      resource: () => openToEverybody(Principal),
      endpoint: () => openToEverything(listed(Resource)),
    };
    findings.push(...tooWide[kind]());
    if (NotAction !== undefined || NotResource !== undefined) {
      findings.push("it allows everything but something: name what is allowed instead");
    }
  }
  return findings;
}

function broadPermissions(actions: readonly string[], resources: readonly string[]): readonly string[] {
  const wild = actions
    .filter((action) => action.includes("*"))
    .map((action) => `it allows ${action}: name the actions, or add a condition`);
  const everywhere = resources.includes("*")
    ? actions
        .filter((action) => !action.includes("*") && !knowsNoResource(action))
        .map((action) => `it allows ${action} on every resource: name the resources, or add a condition`)
    : [];
  return [...wild, ...everywhere];
}

function openToEverybody(principal: unknown): readonly string[] {
  const named = typeof principal === "object" && principal !== null ? Object.values(principal) : [principal];
  return named.flatMap(listed).includes("*")
    ? ["it allows everybody: name the principal, or add a condition"]
    : [];
}

function openToEverything(resources: readonly string[]): readonly string[] {
  return resources.includes("*")
    ? ["it lets calls to every resource through: name the resources, or add a condition"]
    : [];
}
