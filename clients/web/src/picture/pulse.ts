import type { Welcome } from '../gen/samlad/v1/frames_pb';

// Until Welcome says what holds.
const HEARTBEAT_INTERVAL_MS = 10_000;
// A server that is silent for so many of its heartbeats is gone.
const SILENT_HEARTBEATS_MAX = 3;
const TOKEN_WARNING_MS = 10 * 60 * 1000;

/** What the time asks for: the server is silent (R27), we are (R28), or the token ends (R11). */
export type Beat = 'silent' | 'ping' | 'token-ending';

/** Keeps the times of one conversation: when each side last said something, and the token's end. */
export class Pulse {
  /** Any byte from the server; 0 before the first. */
  heardAtMs = 0;
  private saidAtMs = 0;
  private welcome: Welcome | undefined;
  private welcomedAtMs = 0;
  private tokenWarningAtMs: number | undefined;

  heartbeatMs(): number {
    return this.welcome?.heartbeatIntervalMs || HEARTBEAT_INTERVAL_MS;
  }

  onConnected(nowMs: number): void {
    this.heardAtMs = this.saidAtMs = nowMs;
  }

  onWelcome(welcome: Welcome, nowMs: number): void {
    this.welcome = welcome;
    this.welcomedAtMs = nowMs;
    this.onToken(Number(welcome.tokenUntilMs), nowMs);
  }

  /** A token that ends then, by the server's clock; 0: never. */
  onToken(untilMs: number, nowMs: number): void {
    this.tokenWarningAtMs = undefined;
    if (untilMs === 0 || !this.welcome) return;
    // The server's clock may differ from ours; what is left of the token does not.
    const leftMs = untilMs - Number(this.welcome.serverTimeMs);
    this.tokenWarningAtMs = Math.max(this.welcomedAtMs + leftMs - TOKEN_WARNING_MS, nowMs + 1);
  }

  heard(nowMs: number): void {
    this.heardAtMs = nowMs;
  }

  said(nowMs: number): void {
    this.saidAtMs = nowMs;
  }

  /** What is due on a live connection. The warning of the token's end comes once. */
  due(nowMs: number): readonly Beat[] {
    if (nowMs >= this.silentAtMs()) return ['silent'];
    const beats: Beat[] = nowMs >= this.saidAtMs + this.heartbeatMs() ? ['ping'] : [];
    if (this.tokenWarningAtMs !== undefined && nowMs >= this.tokenWarningAtMs) {
      this.tokenWarningAtMs = undefined;
      beats.push('token-ending');
    }
    return beats;
  }

  /** The latest time by which `due` has something to say. */
  dueAtMs(): number {
    const spokenAtMs = this.saidAtMs + this.heartbeatMs();
    return Math.min(this.silentAtMs(), spokenAtMs, this.tokenWarningAtMs ?? Infinity);
  }

  private silentAtMs(): number {
    return this.heardAtMs + SILENT_HEARTBEATS_MAX * this.heartbeatMs();
  }
}
