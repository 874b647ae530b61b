import { ConferenceState, DecisionState } from '../../gen/samlad/v1/collaboration_pb';
import type { Change } from '../../gen/samlad/v1/log_pb';
import { idOf, type Id } from '../../picture/ids';

/** A change as the time bar knows it: when it was, not what. */
export interface LogEntry {
  readonly seq: bigint;
  /** On the incident's clock. */
  readonly timeMs: number;
  /** On the server's clock, by which a log is played. */
  readonly recordedMs: number;
  readonly moment: Moment | undefined;
}

/** What the log is looked up by: a decision or a conference as it was made, or came to a state. */
export interface Moment {
  readonly kind: 'decision' | 'conference';
  readonly item: Id;
  readonly seq: bigint;
  readonly timeMs: number;
  readonly title: string;
  readonly state: DecisionState | ConferenceState;
  /** The position that a decision is pinned to. */
  readonly pictureSeq: bigint | undefined;
}

/** All changes that an actor had in sight, in their order. A value. */
export interface LogOverview {
  readonly entries: readonly LogEntry[];
  /** Decisions and conferences, at their first change and at those that altered their state. */
  readonly moments: readonly Moment[];
}

export const EMPTY_OVERVIEW: LogOverview = { entries: [], moments: [] };

export function overviewOf(entries: Iterable<LogEntry>): LogOverview {
  const sorted = [...entries].sort((a, b) => (a.seq < b.seq ? -1 : a.seq > b.seq ? 1 : 0));
  const states = new Map<Id, number>();
  const moments: Moment[] = [];
  for (const { moment } of sorted) {
    if (!moment || states.get(moment.item) === moment.state) continue;
    states.set(moment.item, moment.state);
    moments.push(moment);
  }
  return { entries: sorted, moments };
}

export function entryOf(change: Change): LogEntry {
  const timeMs = Number(change.scenarioAtMs || change.recordedAtMs);
  return {
    seq: change.seq,
    timeMs,
    recordedMs: Number(change.recordedAtMs),
    moment: momentOf(change, timeMs),
  };
}

function momentOf(change: Change, timeMs: number): Moment | undefined {
  if (!change.item) return undefined;
  const { seq } = change;
  const item = idOf(change.item.id);
  const { body } = change.item;
  if (body.case === 'decision') {
    const { issue: title, state, pictureSeq } = body.value;
    return { kind: 'decision', item, seq, timeMs, title, state, pictureSeq };
  }
  if (body.case === 'conference') {
    const { title, state } = body.value;
    return { kind: 'conference', item, seq, timeMs, title, state, pictureSeq: undefined };
  }
  return undefined;
}

/** The place in `entries` of the last change at or before `seq`; -1 before the first. */
export function indexAt(entries: readonly LogEntry[], seq: bigint): number {
  return lastWhere(entries.length, (at) => (entries[at]?.seq ?? 0n) <= seq);
}

/** The position that is `by` changes in sight further on; 0 is before all of them. */
export function stepFrom(entries: readonly LogEntry[], seq: bigint, by: number): bigint {
  const at = indexAt(entries, seq);
  // Back from between two changes is to the one before.
  const between = by < 0 && (entries[at]?.seq ?? seq) < seq ? 1 : 0;
  const to = Math.min(at + by + between, entries.length - 1);
  return entries[to]?.seq ?? 0n;
}

/** The last index for which it holds, of those that come first; -1 if for none. */
export function lastWhere(length: number, holds: (index: number) => boolean): number {
  let low = -1;
  let high = length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Log milliseconds for each real one; 0 is as fast as the wire takes it. */
export const SPEEDS = [0.01, 0.025, 0.1, 0.25, 0.5, 1, 2, 5, 10, 60, 600, 3_600, 0] as const;

// So long does a log take to be played, if nobody chooses another speed: a log of ten seconds, as a
// script makes it, and one of three days are both followed by the eye.
const PLAYED_IN_MS = 90_000;

/** The fastest speed that does not play the log in less than that. */
export function speedFor({ entries }: LogOverview): number {
  const lastsMs = (entries.at(-1)?.recordedMs ?? 0) - (entries[0]?.recordedMs ?? 0);
  const wanted = lastsMs / PLAYED_IN_MS;
  return SPEEDS.findLast((speed) => speed > 0 && speed <= wanted) ?? SPEEDS[0];
}
