/** How long to wait before connecting again (R13): full jitter over a range that doubles. */
export interface BackoffBounds {
  /** The pause before attempt n (0, 1 ...) is anywhere in [0, min(baseMs * 2^n, maxMs)]. */
  readonly baseMs: number;
  readonly maxMs: number;
}

export const BACKOFF: BackoffBounds = { baseMs: 250, maxMs: 30_000 };

// A server cannot send its clients away for longer than this.
const RETRY_AFTER_MS_MAX = 10 * 60 * 1000;

/**
 * The pause before attempt `attempt`, no shorter than what the server asked for and spread over at
 * least as long again, so that a thousand clients of one server do not come back in step.
 */
export function pauseMs(
  attempt: number,
  retryAfterMs: number,
  random: number,
  bounds = BACKOFF,
): number {
  const asked = Math.min(Math.max(retryAfterMs, 0), RETRY_AFTER_MS_MAX);
  const range = Math.max(Math.min(bounds.baseMs * 2 ** Math.min(attempt, 30), bounds.maxMs), asked);
  return asked + Math.floor(random * (range + 1));
}
