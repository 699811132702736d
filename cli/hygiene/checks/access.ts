import { bucketAccess, keyAccess, principals } from "../access-review";
import type { CheckResult, Facts, Hygiene, HygieneCheck } from "../hygiene-check";

/** Who can read, write and decrypt the state, and what of it is new since the last review. */
export const access: HygieneCheck = { name: "access", title: "Access to state", run };

async function run(hygiene: Hygiene): Promise<CheckResult> {
  const allowed = await principals(hygiene);
  const bucket = await bucketAccess(hygiene);
  const key = await keyAccess(hygiene);
  const facts = {
    mayRead: allowed.read,
    mayWrite: allowed.write,
    mayDecrypt: allowed.decrypt,
    bucketPolicy: bucket.policy,
    keyPolicy: key.policy,
    keyGrants: key.grants,
  };
  return {
    findings: [
      ...(bucket.publicIsBlocked ? [] : ["public access to the bucket is not blocked"]),
      ...since(hygiene.before("access"), facts),
    ],
    facts,
  };
}

/** The first review has nothing to compare with: its report is what the next one starts from. */
function since(before: Facts | undefined, now: Facts): readonly string[] {
  if (!before) {
    return [];
  }
  const added = (name: string, what: string) =>
    listed(now[name])
      .filter((each) => !listed(before[name]).includes(each))
      .map((each) => `${each} ${what} since the last review`);
  const changed = (name: string, what: string) =>
    before[name] === now[name] ? [] : [`${what} has changed since the last review`];
  return [
    ...added("mayRead", "may read"),
    ...added("mayWrite", "may write"),
    ...added("mayDecrypt", "may decrypt"),
    ...added("keyGrants", "was granted the key"),
    ...changed("bucketPolicy", "the bucket policy"),
    ...changed("keyPolicy", "the key policy"),
  ];
}

function listed(value: Facts[string] | undefined): readonly string[] {
  return Array.isArray(value) ? value : [];
}
