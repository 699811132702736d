import type { StackId } from "../layout";
import type { Draft, Registry } from "./registry";

/** A workspace of which nothing is known but its place. */
export function newDraft({ bucket, environment }: Registry, { project, stack }: StackId, id: string): Draft {
  const now = new Date().toISOString();
  return {
    id,
    name: `${project}/${stack}`,
    template: project,
    stack,
    environment,
    location: `s3://${bucket.name}`,
    owner: "",
    tags: {},
    providerTags: {},
    stackTags: {},
    monthlyCost: 0,
    unpriced: {},
    resourceCount: 0,
    resourceTypes: {},
    pendingOperations: 0,
    saved: false,
    running: [],
    created: now,
    updated: now,
  };
}
