/**
 * A clock that is never set back. A computer's own may be, by hours, when it learns the time; what
 * waits for a moment would then wait for hours. Set forward it is followed: that is also how a
 * computer that was asleep learns of it.
 */
export function steady(nowMs: () => number): () => number {
  let latestMs = Number.NEGATIVE_INFINITY;
  let aheadMs = 0;
  return () => {
    const toldMs = nowMs();
    if (toldMs + aheadMs < latestMs) aheadMs = latestMs - toldMs;
    latestMs = toldMs + aheadMs;
    return latestMs;
  };
}
