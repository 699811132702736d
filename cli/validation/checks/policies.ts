import { type PolicyDocument, policyOf, type Statement } from "../policy-documents";
import { place, registeredCheck } from "../registered-check";
import { statementFindings } from "../statement-rules";
import type { Registration } from "../subject";

export const policies = registeredCheck(
  "policies",
  "IAM and resource policies: JSON, size, actions, nothing wider than it must be",
  (registrations) => registrations.flatMap(findingsIn),
);

function findingsIn(registration: Registration): readonly string[] {
  return registration.resources.flatMap((resource) => {
    const policy = policyOf(resource);
    return policy
      ? policyFindings(policy).map((finding) => `${place(registration, resource)}: ${finding}`)
      : [];
  });
}

function policyFindings({ text, kind, limit }: PolicyDocument): readonly string[] {
  let parsed: { readonly Version?: unknown; readonly Statement?: unknown };
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return [`its policy is not JSON: ${(error as Error).message}`];
  }
  const findings: string[] = [];
  const { length } = JSON.stringify(parsed);
  if (length > limit) {
    findings.push(`its policy has ${length} characters: AWS allows ${limit}`);
  }
  if (parsed.Version !== "2012-10-17") {
    findings.push(`its policy's Version is ${JSON.stringify(parsed.Version)}: use 2012-10-17`);
  }
  const statements = [parsed.Statement ?? []].flat() as unknown as readonly Statement[];
  const seen = new Set<unknown>();
  for (const [index, statement] of statements.entries()) {
    const name = String(statement.Sid ?? `number ${index + 1}`);
    if (seen.has(statement.Sid)) {
      findings.push(`statement ${name}: its Sid is that of another one`);
    }
    if (statement.Sid !== undefined) {
      seen.add(statement.Sid);
    }
    findings.push(...statementFindings(statement, kind).map((finding) => `statement ${name}: ${finding}`));
  }
  return statements.length === 0 ? [...findings, "its policy has no statement"] : findings;
}
