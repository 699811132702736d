import { expect } from "chai";
import fc from "fast-check";
import { ENVIRONMENTS } from "../../contracts/environment";
import { ANY_WORKSPACE, runtimeNames } from "../../contracts/runtime-names";
import {
  assertWorkspaceName,
  isWorkspaceName,
  parseRuntimeStack,
  runtimeStackName,
  WORKSPACE_NAME_PATTERN,
} from "../../contracts/workspace";

const NAMES = fc
  .stringMatching(new RegExp(WORKSPACE_NAME_PATTERN.replace("(?!.*--)", "")))
  .filter(isWorkspaceName);
const LONGEST = "w".repeat(24);

describe("workspace names", () => {
  for (const name of ["pr-123", "abc", "a1-b2-c3", LONGEST]) {
    it(`allows ${name}`, () => {
      expect(() => assertWorkspaceName(name)).to.not.throw();
    });
  }

  for (const name of [
    "",
    "pr",
    "PR-123",
    "1pr",
    "-pr",
    "pr-",
    "pr--1",
    "pr.1",
    "pr_1",
    "prod",
    "dev",
    `${LONGEST}w`,
    "pr-1\n",
  ]) {
    it(`refuses ${JSON.stringify(name)}`, () => {
      expect(() => assertWorkspaceName(name)).to.throw(
        `workspace ${JSON.stringify(name)} is not allowed: use 3 to 24 characters, a-z, 0-9 and single hyphens, starting with a letter, and no environment's name, for example pr-123`,
      );
    });
  }
});

describe("parseRuntimeStack", () => {
  it("reads what runtimeStackName writes", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ENVIRONMENTS),
        fc.option(NAMES, { nil: undefined }),
        (environment, name) => {
          const stack = { environment, ...(name !== undefined && { workspace: name }) };
          expect(parseRuntimeStack(runtimeStackName(stack))).to.deep.equal(stack);
        },
      ),
    );
  });

  it("refuses another environment, and a name that is none", () => {
    expect(() => parseRuntimeStack("test.pr-123")).to.throw(
      'environment "test" is unknown: use one of dev, staging, prod',
    );
    expect(() => parseRuntimeStack("dev.pr.123")).to.throw('workspace "pr.123" is not allowed');
  });
});

describe("runtimeNames", () => {
  const values = (workspace?: string) =>
    ENVIRONMENTS.map((each) => Object.values(runtimeNames(each, workspace)));
  /** As IAM matches: `*` is anything. */
  const matches = (pattern: string, name: string) =>
    new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(name);

  it("gives every copy names that the roles' patterns match, however long its own is", () => {
    fc.assert(
      fc.property(fc.oneof(NAMES, fc.constant(LONGEST)), (workspace) => {
        const patterns = values(ANY_WORKSPACE);
        for (const [i, names] of values(workspace).entries()) {
          for (const [j, name] of names.entries()) {
            expect(matches(patterns[i]?.[j] ?? "", name), name).to.equal(true);
          }
        }
      }),
    );
  });

  it("gives no copy a name of the environment's own, and no function one that Lambda refuses", () => {
    const own = values().flat();
    for (const pattern of values(ANY_WORKSPACE).flat()) {
      expect(own.filter((name) => matches(pattern, name))).to.deep.equal([]);
    }
    for (const name of values(LONGEST).flat()) {
      expect(name).to.have.length.at.most(64);
    }
  });
});
