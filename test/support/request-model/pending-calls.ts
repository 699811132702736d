/**
 * What becomes of a call: done and answered; not done; done, and the answer lost; done, the answer lost, and sent once
 * more by the SDK.
 */
export const CALL_ENDS = ["answered", "refused", "answer lost", "sent again"] as const;
export type CallEnd = (typeof CALL_ENDS)[number];

interface PendingCall {
  /** Who calls and what, for the report of a history that went wrong. */
  readonly what: string;
  end(how: CallEnd): void;
}

/** Calls of AWS, and waits, that stand still until the history says which goes on, and how it ends. */
export class PendingCalls {
  readonly #waiting: PendingCall[] = [];

  get count(): number {
    return this.#waiting.length;
  }

  /** Whether one waits whose description ends like this. */
  waitsFor(what: string): boolean {
    return this.#waiting.some((call) => call.what.endsWith(what));
  }

  /** Waits for its turn, then has `effect` at once. */
  call<Answer>(what: string, effect: () => Answer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const end = (how: CallEnd) => {
        const outcome = how === "refused" ? undefined : attempted(effect);
        if (how === "sent again") {
          this.#waiting.push({ what, end });
        } else if (how === "answered" && outcome) {
          outcome.then(resolve, reject);
        } else {
          reject(outOfOrder(what));
        }
      };
      this.#waiting.push({ what, end });
    });
  }

  /**
   * Ends one of the waiting calls, and waits until everybody has gone on to the next.
   * @param index counted round and round, the longest waiting first
   * @returns what was called, if anything was
   */
  async end(index: number, how: CallEnd): Promise<string | undefined> {
    const [call] = this.#waiting.splice(index % Math.max(this.count, 1), 1);
    call?.end(how);
    await settled();
    return call?.what;
  }
}

/** Nothing in a history waits for anything but its pending calls, so one turn of the event loop is enough. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function attempted<Answer>(effect: () => Answer): Promise<Answer> {
  const outcome = (async () => effect())();
  // of a lost answer nobody may ask
  outcome.catch(() => undefined);
  return outcome;
}

/** What a service answers that is out of order. */
function outOfOrder(what: string): Error {
  return Object.assign(new Error(`${what} was not answered`), { name: "ServiceUnavailable" });
}
