import { type Item, plainItem } from "../../contracts/attribute-value";
import { FleetError } from "../../contracts/errors";
import {
  type AdmitOutput,
  type PipelineInput,
  QUEUE_MAX_DELAY_SECONDS,
  QUEUE_SECONDS,
} from "../../contracts/pipeline";
import { parseProgress } from "../../contracts/request-progress";
import { type Turn, turns } from "../../contracts/slots";
import { fenceHeld } from "./fence-held";
import { removeDead } from "./remove-dead";
import type { SlotDependencies } from "./slot-dependencies";
import { tellPlace } from "./tell-place";

/** Tries of one call: where others take slots faster than that, the next call is soon enough. */
const ATTEMPTS = 3;

/** The shortest between two calls, in seconds. */
const MIN_DELAY_SECONDS = 2;

const ADMITTED: AdmitOutput = { admitted: true, waitSeconds: 0 };

/**
 * Gives the execution a slot when it is its turn; else says when to ask again, and tells the requester on the row.
 * Repeated by who has a slot it changes nothing.
 * @throws FleetError `AtCapacity` after `QUEUE_SECONDS` of waiting; what {@link fenceHeld} throws, so that nobody
 * waits who could not begin; `RequestNotFound`, `RequestRejected`
 */
export async function admit(
  input: PipelineInput,
  execution: string,
  dependencies: SlotDependencies,
): Promise<AdmitOutput> {
  const { table, slots, caps } = dependencies;
  const { id, operation } = input;
  const row = await table.read(id);
  await fenceHeld(parseProgress(row), input, execution, dependencies);
  const name = nameOf(execution);
  const owner = ownerOf(row);

  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const now = dependencies.now();
    const claim = { owner, since: now.toISOString() };
    const seen = await slots.join(operation, name, claim);
    if (seen?.running[name]) {
      return ADMITTED;
    }
    if (!seen) {
      return { admitted: false, waitSeconds: QUEUE_MAX_DELAY_SECONDS };
    }
    const order = turns(seen, caps, now);
    const turn = order.find((each) => each.name === name);
    if (!turn?.ready) {
      assertPatience(id, seen.waiting[name]?.since ?? claim.since, dependencies);
      if (await removeDead(operation, execution, seen, order, dependencies)) {
        continue;
      }
      await tellPlace(row, order, name, dependencies);
      return { admitted: false, waitSeconds: delay(turn, dependencies.random()) };
    }
    if (await slots.take(operation, name, claim, seen)) {
      return ADMITTED;
    }
  }
  return { admitted: false, waitSeconds: MIN_DELAY_SECONDS };
}

/** An execution's name, which is the same as its correlation id. @param execution ARN */
export function nameOf(execution: string): string {
  return execution.slice(execution.lastIndexOf(":") + 1);
}

/** Whom the execution counts for; a row that was written by hand may have no owner, and can be taken down all the same. */
function ownerOf(row: Item): string {
  const { owner } = plainItem(row).value;
  return typeof owner === "string" ? owner : "";
}

function assertPatience(id: string, since: string, { now, caps }: SlotDependencies): void {
  if (now().getTime() - Date.parse(since) > QUEUE_SECONDS * 1000) {
    throw new FleetError(
      "AtCapacity",
      `request ${id} has waited ${QUEUE_SECONDS / 3600} hours for its turn: the environment works on ${caps.total} at once, ${caps.perOwner} of one owner`,
    );
  }
}

/** Half the time that is left, on average: whoever is next asks often, whoever is far behind seldom. */
function delay(turn: Turn | undefined, random: number): number {
  const seconds = (turn?.inSeconds ?? 0) * (0.25 + random / 2);
  return Math.round(Math.min(Math.max(seconds, MIN_DELAY_SECONDS), QUEUE_MAX_DELAY_SECONDS));
}
