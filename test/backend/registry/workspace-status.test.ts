import { expect } from "chai";
import { type StatusFacts, workspaceStatus } from "../../../backend/registry/workspace-status";

const settled: StatusFacts = {
  saved: true,
  resourceCount: 3,
  pendingOperations: 0,
  running: [],
  newest: { id: "1", kind: "update", status: "succeeded", started: "2026-01-31T12:00:00.000Z" },
};
const failed = { id: "1", kind: "update", status: "failed", started: "2026-01-31T12:00:00.000Z" } as const;

describe("workspaceStatus", () => {
  const cases: ReadonlyArray<readonly [string, Partial<StatusFacts>]> = [
    ["active", {}],
    ["active", { newest: undefined }],
    ["updating", { running: [{}] }],
    ["updating", { running: [{}], newest: failed }],
    ["creating", { running: [{}], resourceCount: 0 }],
    ["destroying", { running: [{ kind: "destroy" }] }],
    ["destroying", { intent: "destroying" }],
    ["creating", { intent: "creating", saved: false, resourceCount: 0, newest: undefined }],
    ["active", { intent: "creating" }],
    ["destroyed", { intent: "active", saved: false, resourceCount: 0 }],
    ["error", { intent: "error" }],
    ["updating", { intent: "error", running: [{}] }],
    ["creating", { resourceCount: 0, newest: undefined }],
    ["destroyed", { resourceCount: 0, newest: { ...failed, kind: "destroy", status: "succeeded" } }],
    ["destroyed", { saved: false, resourceCount: 0 }],
    ["error", { newest: failed }],
    ["error", { newest: { ...failed, status: "interrupted" } }],
    ["error", { pendingOperations: 1 }],
    ["error", { problem: "the checkpoint cannot be used: it is empty", running: [{}] }],
  ];
  for (const [status, facts] of cases) {
    it(`is ${status} with ${JSON.stringify(facts)}`, () => {
      expect(workspaceStatus({ ...settled, ...facts })).to.equal(status);
    });
  }
});
