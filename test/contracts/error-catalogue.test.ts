import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ERROR_CATALOGUE, guidanceFor, runbookSection } from "../../contracts/error-catalogue";
import { PIPELINE_ERROR_NAMES } from "../../contracts/errors";

describe("the error catalogue", () => {
  const runbook = readFileSync(join(__dirname, "../../docs/runbook.md"), "utf8");
  const sections = [...runbook.matchAll(/^### (.+)$/gm)].map(([, title = ""]) => title);

  for (const name of PIPELINE_ERROR_NAMES) {
    const { fixer, cause, advice } = ERROR_CATALOGUE[name];

    it(`says of ${name} what has happened and what its requester does`, () => {
      expect(cause).to.match(/^\w.+[^.]$/);
      expect(advice).to.match(/^\w.+[^.]$/);
    });

    it(`leads from ${name} to ${fixer ? "its section of the runbook" : "nowhere, for nobody has to act"}`, () => {
      if (fixer) {
        expect(runbookSection(name)).to.equal(`docs/runbook.md#${name.toLowerCase()}`);
        expect(sections).to.include(name);
      } else {
        expect(runbookSection(name)).to.equal(undefined);
        expect(sections).not.to.include(name);
      }
    });
  }

  it("gives all of it to whoever is told", () => {
    expect(guidanceFor("TaskStopped")).to.deep.equal({
      cause: "the runner's container died or fell silent",
      fixer: "AWS",
      retry: true,
      advice: "ask again; if it comes back, tell the platform team",
      runbook: "docs/runbook.md#taskstopped",
    });
  });
});
