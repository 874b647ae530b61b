import { CLOSE_MALFORMED, CLOSE_UNREADABLE } from './close_meaning';
import type { Ending, ConversationState } from './conversation_state';

/**
 * What the person is told of the connection, always (nothing is silently stale). `behind` counts
 * from when the picture was last known to be whole and fresh.
 */
export type Status =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'behind'; readonly seconds: number }
  | { readonly kind: 'reconnecting'; readonly inSeconds: number; readonly why: Ending | undefined }
  | { readonly kind: 'offline'; readonly sinceMs: number; readonly inSeconds: number }
  | { readonly kind: 'ended'; readonly reason: EndReason; readonly why: Ending };

/** Why there is no going on without the person. */
export type EndReason = 'log-in' | 'other-person' | 'version' | 'refused';

export interface StatusFacts {
  readonly state: ConversationState;
  readonly nowMs: number;
  readonly heardAtMs: number;
  readonly heartbeatMs: number;
  /** When the picture was last whole and at the head that the server had told; undefined: is so now. */
  readonly behindSinceMs: number | undefined;
  /** When the last live connection ended; undefined if there never was one on this page. */
  readonly lostAtMs: number | undefined;
  readonly startedAtMs: number;
  readonly ended: EndReason | undefined;
}

// A link that is away for so long is called offline: the person should know to count on that.
const OFFLINE_AFTER_MS = 10_000;
// Two servers' heartbeats lie apart by the interval; more than this half again is silence.
const SILENT_INTERVALS = 1.5;
// A catch-up of a moment is nothing to worry anybody with.
const BEHIND_AFTER_MS = 1_000;

export function statusOf(facts: StatusFacts): Status {
  const { state, nowMs } = facts;
  switch (state.kind) {
    case 'stopped':
      return { kind: 'ended', reason: facts.ended ?? reasonOf(state), why: state.why };
    case 'live': {
      const silentMs = nowMs - facts.heardAtMs;
      if (silentMs > SILENT_INTERVALS * facts.heartbeatMs) return behind(silentMs);
      const behindMs = facts.behindSinceMs === undefined ? 0 : nowMs - facts.behindSinceMs;
      return behindMs >= BEHIND_AFTER_MS ? behind(behindMs) : { kind: 'live' };
    }
    case 'greeting':
    case 'waiting': {
      const sinceMs = facts.lostAtMs ?? facts.startedAtMs;
      const connectAtMs = state.kind === 'waiting' ? state.connectAtMs : nowMs;
      const inSeconds = Math.max(0, Math.ceil((connectAtMs - nowMs) / 1000));
      if (nowMs - sinceMs >= OFFLINE_AFTER_MS) return { kind: 'offline', sinceMs, inSeconds };
      if (facts.lostAtMs === undefined) return { kind: 'connecting' };
      return {
        kind: 'reconnecting',
        inSeconds,
        why: state.kind === 'waiting' ? state.why : undefined,
      };
    }
  }
}

function reasonOf(state: ConversationState & { kind: 'stopped' }): EndReason {
  if (state.after === 'log-in') return 'log-in';
  // Server and page are not of one version: one of them sent what the other cannot read.
  const { code } = state.why;
  return code === CLOSE_UNREADABLE || code === CLOSE_MALFORMED ? 'version' : 'refused';
}

function behind(ms: number): Status {
  return { kind: 'behind', seconds: Math.max(1, Math.floor(ms / 1000)) };
}
