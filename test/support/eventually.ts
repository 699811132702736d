import { setTimeout as sleep } from "node:timers/promises";

const TIMEOUT = 60_000;

/** Waits until `condition` holds. @throws Error that says what was waited for, after a minute */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  interval = 100,
): Promise<void> {
  const end = Date.now() + TIMEOUT;
  while (!(await condition())) {
    if (Date.now() > end) {
      throw new Error(`waited ${TIMEOUT / 1000} s in vain: ${what}`);
    }
    await sleep(interval);
  }
}
