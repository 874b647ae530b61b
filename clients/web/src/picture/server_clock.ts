/**
 * The server's time as far as it can be known here: the last one that it told, and what has passed
 * since. It lags by the way from there, so it is never ahead of the server's own.
 */
export class ServerClock {
  private aheadMs = 0;

  constructor(private readonly nowMs: () => number) {}

  heard(serverTimeMs: number): void {
    if (serverTimeMs > 0) this.aheadMs = serverTimeMs - this.nowMs();
  }

  /** Milliseconds since 1970 by the server's clock; by the client's own until one was heard. */
  now(): number {
    return Math.round(this.nowMs() + this.aheadMs);
  }
}
