import type { StackId } from "../../backend/layout";
import { indexStack } from "../../backend/registry/index-stack";
import type { Registry } from "../../backend/registry/registry";
import { type Aspect, stateObject } from "../../backend/registry/state-object";
import { errorFields, type Log } from "../log";
import type { ChangeMessage } from "./queue-event";

export interface IndexDependencies {
  readonly registry: Registry;
  readonly log: Log;
  readonly count: (metric: IndexMetric) => void;
}

/** Metrics of the indexer, in the namespace of the fleet. */
export const INDEX_METRICS = ["StacksIndexed", "IndexingsFailed", "MalformedMessages"] as const;
export type IndexMetric = (typeof INDEX_METRICS)[number];

/** What a batch says of one stack. */
interface Change {
  readonly stack: StackId;
  readonly aspects: Set<Aspect>;
  readonly messageIds: Set<string>;
}

/**
 * Indexes the stacks that a batch speaks of, each once however often it is named. What a message says happened is not
 * looked at: the bucket is read anew, so that neither order nor repetition matters.
 * @returns ids of the messages that have to come again
 */
export async function indexChanges(
  messages: readonly ChangeMessage[],
  dependencies: IndexDependencies,
): Promise<readonly string[]> {
  const failed = new Set<string>();
  for (const { messageId, keys } of messages) {
    if (!keys) {
      dependencies.count("MalformedMessages");
      dependencies.log.error("message is not what S3 sends", { messageId });
      failed.add(messageId);
    }
  }
  for (const change of changesOf(messages, dependencies.registry)) {
    if (!(await carryOut(change, dependencies))) {
      for (const messageId of change.messageIds) {
        failed.add(messageId);
      }
    }
  }
  return [...failed];
}

function changesOf(messages: readonly ChangeMessage[], { environment }: Registry): Iterable<Change> {
  const changes = new Map<string, Change>();
  for (const { messageId, keys = [] } of messages) {
    for (const key of keys) {
      const object = stateObject(key, environment);
      if (object) {
        const name = `${object.stack.project}/${object.stack.stack}`;
        const change = changes.get(name) ?? {
          stack: object.stack,
          aspects: new Set(),
          messageIds: new Set(),
        };
        changes.set(name, change);
        change.aspects.add(object.aspect);
        change.messageIds.add(messageId);
      }
    }
  }
  return changes.values();
}

async function carryOut(
  { stack, aspects }: Change,
  { registry, log, count }: IndexDependencies,
): Promise<boolean> {
  const fields = { project: stack.project, stack: stack.stack.slice(0, 60) };
  try {
    const { changed } = await indexStack(registry, stack, aspects);
    count("StacksIndexed");
    log.info("indexed", { ...fields, aspects: [...aspects].join(","), changed });
    return true;
  } catch (error) {
    count("IndexingsFailed");
    log.error("indexing failed", { ...fields, ...errorFields(error) });
    return false;
  }
}
