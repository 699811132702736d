/** How long the engine has to say that a signal reached it, in milliseconds, before it is sent one. */
const CONFIRMATION_TIMEOUT = 500;

export interface GracefulStop {
  /** Aborted when the engine has to be sent a signal. */
  readonly signal: AbortSignal;
  /** The engine says that it is stopping. */
  confirmed(): void;
  /** The engine has ended. */
  release(): void;
}

/**
 * Hands an interruption on to the engine exactly once. The engine takes a second signal as an order to die, and a
 * terminal's Ctrl-C goes to every process of the group, so the engine may have got the first one already: it is
 * sent one only when it does not say so itself.
 */
export function gracefulStop(
  interruption: AbortSignal,
  timeout: number = CONFIRMATION_TIMEOUT,
): GracefulStop {
  const engine = new AbortController();
  let confirmed = false;
  let timer: NodeJS.Timeout | undefined;
  const interrupted = () => {
    timer = setTimeout(() => confirmed || engine.abort(), timeout);
  };
  if (interruption.aborted) {
    interrupted();
  } else {
    interruption.addEventListener("abort", interrupted, { once: true });
  }
  return {
    signal: engine.signal,
    confirmed: () => {
      confirmed = true;
    },
    release: () => {
      clearTimeout(timer);
      interruption.removeEventListener("abort", interrupted);
    },
  };
}
