import { type Item, plainItem } from "../../contracts/attribute-value";
import { FleetError } from "../../contracts/errors";
import { executionNameOf } from "../../contracts/names";
import {
  type AdmitOutput,
  type PipelineInput,
  QUEUE_MAX_DELAY_SECONDS,
  QUEUE_SECONDS,
} from "../../contracts/pipeline";
import { parseProgress } from "../../contracts/request-progress";
import { type SlotCaps, type Turn, turns } from "../../contracts/slots";
import { fenceHeld } from "./fence-held";
import { removeDead } from "./remove-dead";
import type { SlotDependencies } from "./slot-dependencies";
import { tellPlace } from "./tell-place";

/** Tries of one call: where others take slots faster than that, the next call is soon enough. */
const ATTEMPTS = 3;

/** The shortest between two calls, in seconds. */
const MIN_DELAY_SECONDS = 2;

/** The longest after the first of them, in seconds. */
const FIRST_DELAY_SECONDS = 5;

/** For each that is before it one waits so much longer between two calls, in seconds. */
const SECONDS_PER_PLACE = 0.5;

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
  const name = executionNameOf(execution);
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
      const waitedSeconds = (now.getTime() - Date.parse(seen.waiting[name]?.since ?? claim.since)) / 1000;
      assertPatience(id, waitedSeconds, caps);
      if (await removeDead(operation, execution, seen, order, dependencies)) {
        continue;
      }
      await tellPlace(row, order, name, dependencies);
      return {
        admitted: false,
        waitSeconds: delay({ order, turn, waitedSeconds, random: dependencies.random() }),
      };
    }
    if (await slots.take(operation, name, claim, seen)) {
      return ADMITTED;
    }
  }
  return { admitted: false, waitSeconds: MIN_DELAY_SECONDS };
}

/** Whom the execution counts for; a row that was written by hand may have no owner, and can be taken down all the same. */
function ownerOf(row: Item): string {
  const { owner } = plainItem(row).value;
  return typeof owner === "string" ? owner : "";
}

function assertPatience(id: string, waitedSeconds: number, caps: SlotCaps): void {
  if (waitedSeconds > QUEUE_SECONDS) {
    throw new FleetError(
      "AtCapacity",
      `request ${id} has waited ${QUEUE_SECONDS / 3600} hours for its turn: the environment works on ${caps.total} at once, ${caps.perOwner} of one owner`,
    );
  }
}

/**
 * Half the time that is left, but not more than a tenth of what was waited already: the estimate may be wrong. The
 * further back, the seldomer all the same: of hundreds in line only the first may soon have their turn. At random up
 * to a half more or less.
 */
function delay(place: {
  readonly order: readonly Turn[];
  readonly turn: Turn | undefined;
  readonly waitedSeconds: number;
  readonly random: number;
}): number {
  const { order, turn, waitedSeconds, random } = place;
  const before = turn ? order.indexOf(turn) : order.length;
  const patience = Math.max(waitedSeconds / 10, before * SECONDS_PER_PLACE, FIRST_DELAY_SECONDS);
  const seconds = Math.min((turn?.inSeconds ?? 0) / 2, patience);
  return Math.round(Math.min(Math.max(seconds * (0.5 + random), MIN_DELAY_SECONDS), QUEUE_MAX_DELAY_SECONDS));
}
