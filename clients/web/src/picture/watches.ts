import type { Rejection } from '../gen/samlad/v1/command_pb';
import type { Batch, Heartbeat, WatchEnded, Watching } from '../gen/samlad/v1/frames_pb';
import type { Outgoing } from './frames';
import { bytesOf, idOf, type Id } from './ids';
import { applyBatch, emptyReplica, rebase, type Replica } from './replica';

/** What became of a message about a watch. */
export type WatchOutcome =
  | { readonly kind: 'applied'; readonly incident: Id }
  | { readonly kind: 'ignored' | 'gap' | 'too-large' }
  | { readonly kind: 'malformed'; readonly why: string };

/** One incident that the client follows. */
export interface WatchView {
  /** The last complete picture: nobody is shown half a catch-up. */
  readonly replica: Replica;
  /** Items that have arrived so far of a picture that is not complete yet; undefined if none is. */
  readonly arriving: number | undefined;
  /** The highest position of the log that the server has told of. */
  readonly head: bigint;
  /** The watch is answered on this connection: what `replica` shows is followed live. */
  readonly followed: boolean;
}

interface Told {
  readonly head: bigint;
  readonly position: bigint;
}

interface Watched {
  replica: Replica;
  /** The last complete one, which is shown. */
  whole: Replica;
  /** Where a new connection resumes if it was cut off within a catch-up (R25). */
  base: Replica;
  view: WatchView | undefined;
  asked: boolean;
  answered: boolean;
  head: bigint;
  last: Told;
  beforeLast: Told;
  shown: bigint;
  reported: bigint;
  reportedAtMs: number;
}

/** How the server answers Unwatch; any other rule ends a watch from the server's side. */
const UNWATCHED = 'watch.unwatched';
const NOTHING_TOLD: Told = { head: 0n, position: 0n };

/**
 * The incidents that the client follows, each with its replica. On every new connection each watch
 * is asked for again from the position that its replica holds (R24).
 */
export class Watches {
  private readonly watched = new Map<Id, Watched>();
  private readonly unwatchDue = new Set<Id>();
  // Unwatch sent on this connection and not yet answered.
  private readonly endingsAwaited = new Map<Id, number>();

  constructor(private readonly seenIntervalMs: number) {}

  /** Follows the incident, on from `kept` if an earlier page kept a picture of it. */
  add(incident: Id, kept?: Replica): void {
    if (this.watched.has(incident)) return;
    const replica = kept ?? emptyReplica(incident);
    this.watched.set(incident, {
      replica,
      whole: replica,
      base: replica,
      view: undefined,
      asked: false,
      answered: false,
      head: replica.position,
      last: NOTHING_TOLD,
      beforeLast: NOTHING_TOLD,
      shown: 0n,
      reported: 0n,
      reportedAtMs: Number.NEGATIVE_INFINITY,
    });
  }

  remove(incident: Id): void {
    if (this.watched.get(incident)?.asked) this.unwatchDue.add(incident);
    this.watched.delete(incident);
  }

  incidents(): IterableIterator<Id> {
    return this.watched.keys();
  }

  view(incident: Id): WatchView | undefined {
    const watched = this.watched.get(incident);
    if (!watched) return undefined;
    watched.view ??= {
      replica: watched.whole,
      arriving: watched.replica.complete ? undefined : watched.replica.items.size,
      head: watched.head > watched.whole.position ? watched.head : watched.whole.position,
      followed: watched.answered,
    };
    return watched.view;
  }

  shown(incident: Id, through: bigint): void {
    const watched = this.watched.get(incident);
    if (watched && through > watched.shown) watched.shown = through;
  }

  onConnectionLost(): void {
    this.unwatchDue.clear();
    this.endingsAwaited.clear();
    for (const watched of this.watched.values()) {
      watched.asked = watched.answered = false;
      watched.last = watched.beforeLast = NOTHING_TOLD;
      if (!watched.replica.complete) watched.replica = watched.base;
      // Whether the last report arrived is not known.
      watched.reported = 0n;
      watched.view = undefined;
    }
  }

  /** Adds Watch, Unwatch and Seen as far as they are due. */
  appendTo(outgoing: Outgoing, nowMs: number): void {
    // Before the watches: the same incident may be watched anew.
    for (const incident of this.unwatchDue) {
      outgoing.add({
        case: 'unwatch',
        value: { $typeName: 'samlad.v1.Unwatch', incident: bytesOf(incident) },
      });
      this.endingsAwaited.set(incident, (this.endingsAwaited.get(incident) ?? 0) + 1);
    }
    this.unwatchDue.clear();
    for (const [id, watched] of this.watched) {
      const incident = bytesOf(id);
      if (!watched.asked) {
        const { complete, epoch, position } = watched.replica;
        const [held, from] = complete ? [epoch, position] : [0n, 0n];
        outgoing.add({
          case: 'watch',
          value: { $typeName: 'samlad.v1.Watch', incident, epoch: held, from },
        });
        watched.asked = true;
      }
      if (this.seenIsDue(watched) && nowMs >= watched.reportedAtMs + this.seenIntervalMs) {
        outgoing.add({
          case: 'seen',
          value: { $typeName: 'samlad.v1.Seen', incident, through: watched.shown },
        });
        watched.reported = watched.shown;
        watched.reportedAtMs = nowMs;
      }
    }
  }

  dueAtMs(): number | undefined {
    let due: number | undefined;
    for (const watched of this.watched.values()) {
      if (!this.seenIsDue(watched)) continue;
      const atMs = watched.reportedAtMs + this.seenIntervalMs;
      due = due === undefined ? atMs : Math.min(due, atMs);
    }
    return due;
  }

  onWatching(watching: Watching): WatchOutcome {
    const incident = idOf(watching.incident);
    const watched = this.wanted(incident);
    if (!watched) return { kind: 'ignored' };
    const epoch = watched.replica.epoch;
    const rebased = rebase(watched.replica, watching.epoch, watching.from);
    watched.replica = rebased.replica;
    watched.view = undefined;
    if (rebased.kind === 'gap') {
      watched.base = rebased.replica;
      return { kind: 'gap' };
    }
    // Another history: what was shown of the old one means nothing here, nor do its positions.
    if (epoch !== watched.replica.epoch) watched.shown = watched.reported = watched.head = 0n;
    watched.answered = true;
    return { kind: 'applied', incident };
  }

  onBatch(batch: Batch): WatchOutcome {
    const incident = idOf(batch.incident);
    const watched = this.wanted(incident);
    if (!watched) return { kind: 'ignored' };
    if (!watched.answered) return { kind: 'malformed', why: 'a batch before Watching' };
    const applied = applyBatch(watched.replica, batch);
    if (applied.kind !== 'applied') return applied;
    watched.replica = applied.replica;
    if (applied.replica.complete) watched.whole = watched.base = applied.replica;
    watched.view = undefined;
    return { kind: 'applied', incident };
  }

  /** Why a watch ended that the client still wanted (R18, R19); undefined if it did not. */
  onWatchEnded(
    ended: WatchEnded,
  ): { incident: Id; why: Rejection | undefined; last: Replica } | undefined {
    const incident = idOf(ended.incident);
    const awaited = this.endingsAwaited.get(incident);
    if (awaited !== undefined) {
      if (ended.why?.rule !== UNWATCHED) return undefined;
      if (awaited === 1) this.endingsAwaited.delete(incident);
      else this.endingsAwaited.set(incident, awaited - 1);
      return undefined;
    }
    const watched = this.wanted(incident);
    if (!watched) return undefined;
    this.watched.delete(incident);
    return { incident, why: ended.why, last: watched.whole };
  }

  /** True if a replica stands behind a head told two heartbeats ago, and has not moved since (R27). */
  onHeartbeat(heartbeat: Heartbeat): boolean {
    // The answer to a Ping comes at any time and is no heartbeat to count by.
    const counts = heartbeat.nonce === 0n;
    let gap = false;
    for (const { incident, head } of heartbeat.heads) {
      const watched = this.wanted(idOf(incident));
      if (!watched?.answered) continue;
      const { position } = watched.replica;
      if (head > watched.head) watched.head = head;
      watched.view = undefined;
      if (!counts) continue;
      const told = watched.beforeLast;
      if (position < told.head && position === told.position) gap = true;
      watched.beforeLast = watched.last;
      watched.last = { head, position };
    }
    return gap;
  }

  private seenIsDue(watched: Watched): boolean {
    return watched.answered && watched.shown > watched.reported;
  }

  private wanted(incident: Id): Watched | undefined {
    // Until the server has answered Unwatch, what comes is of the watch before.
    if (this.endingsAwaited.has(incident)) return undefined;
    const watched = this.watched.get(incident);
    return watched?.asked ? watched : undefined;
  }
}
