import { create } from '@bufbuild/protobuf';
import {
  InstantSchema,
  ReplayState,
  type Batch,
  type Instant,
  type ReplayStatus,
} from '../gen/samlad/v1/frames_pb';
import type { Rejection } from '../gen/samlad/v1/command_pb';
import type { Change } from '../gen/samlad/v1/log_pb';
import type { Outgoing, ToServer } from './frames';
import { bytesOf, idOf, type Id } from './ids';
import { applyBatch, emptyReplica, type Replica } from './replica';
import type { WatchOutcome } from './watches';

/** A place in a log (R47): a position, a time (exercise time in an exercise), or the head. */
export type Place =
  | { readonly kind: 'seq'; readonly seq: bigint }
  | { readonly kind: 'time'; readonly timeMs: number }
  | { readonly kind: 'head' };

export interface Play {
  /** Log milliseconds per real millisecond; 0 is as fast as the wire takes it. */
  readonly speed: number;
  readonly backward?: boolean;
  readonly until?: Place;
}

export interface ReplayView {
  readonly number: number;
  readonly incident: Id;
  /** Whose sight; undefined: the own actor's. */
  readonly asActor: Id | undefined;
  /** The last whole picture that the replay led to. */
  readonly replica: Replica;
  /** Where it stands; undefined until it has come to the place asked for. */
  readonly status: ReplayStatus | undefined;
  readonly playing: boolean;
}

/** Told each change that comes, also those that a later one in the same batch outdoes. */
export type Heard = (changes: readonly Change[]) => void;

interface Open {
  replica: Replica;
  whole: Replica;
  asActor: Id | undefined;
  status: ReplayStatus | undefined;
  // Where to open it again: what was asked for, until the replay stands there.
  target: Place;
  arrived: boolean;
  asked: boolean;
  opened: boolean;
  // Set from play until it has come to its end; then the server is to be told, or was.
  play: Play | undefined;
  playSent: boolean;
  view: ReplayView | undefined;
  heard: Heard | undefined;
}

/**
 * Replays (R45 to R50), each with the replica that its batches lead. On a new connection each is
 * opened again where it stood, and plays on if it was playing.
 */
export class Replays {
  private readonly open_ = new Map<number, Open>();
  private calls: ToServer[] = [];
  private next = 1;

  open(incident: Id, at: Place, asActor?: Id, heard?: Heard): number {
    const number = this.next++;
    const replica = emptyReplica(incident, number);
    this.open_.set(number, {
      replica,
      whole: replica,
      asActor,
      status: undefined,
      target: at,
      arrived: false,
      asked: false,
      opened: false,
      play: undefined,
      playSent: false,
      view: undefined,
      heard,
    });
    return number;
  }

  seek(replay: number, to: Place): void {
    const open = this.open_.get(replay);
    if (!open) return;
    open.target = to;
    open.arrived = false;
    this.call(open, {
      case: 'replaySeek',
      value: { $typeName: 'samlad.v1.ReplaySeek', replay, to: instantOf(to) },
    });
  }

  play(replay: number, play: Play): void {
    const open = this.open_.get(replay);
    if (!open) return;
    open.play = play;
    open.view = undefined;
    // Not before the opening is answered: its own status would pass for the end of the play.
    if (open.opened) this.sendPlay(replay, open);
  }

  pause(replay: number): void {
    const open = this.open_.get(replay);
    if (!open) return;
    open.play = undefined;
    open.view = undefined;
    this.call(open, { case: 'replayPause', value: { $typeName: 'samlad.v1.ReplayPause', replay } });
  }

  close(replay: number): void {
    const open = this.open_.get(replay);
    if (!open) return;
    this.call(open, { case: 'replayClose', value: { $typeName: 'samlad.v1.ReplayClose', replay } });
    this.open_.delete(replay);
  }

  numbers(): readonly number[] {
    return [...this.open_.keys()];
  }

  view(replay: number): ReplayView | undefined {
    const open = this.open_.get(replay);
    if (!open) return undefined;
    open.view ??= {
      number: replay,
      incident: open.replica.incident,
      asActor: open.asActor,
      replica: open.whole,
      status: open.status,
      playing: open.play !== undefined,
    };
    return open.view;
  }

  onConnectionLost(): void {
    this.calls = [];
    for (const [number, open] of this.open_) {
      open.asked = open.opened = open.playSent = false;
      open.replica = emptyReplica(open.replica.incident, number);
    }
  }

  appendTo(outgoing: Outgoing): void {
    for (const call of this.calls.splice(0)) outgoing.add(call);
    for (const [replay, open] of this.open_) {
      if (open.asked) continue;
      open.asked = true;
      outgoing.add({
        case: 'replayOpen',
        value: {
          $typeName: 'samlad.v1.ReplayOpen',
          replay,
          incident: bytesOf(open.replica.incident),
          asActor: open.asActor ? bytesOf(open.asActor) : new Uint8Array(),
          at: instantOf(open.target),
        },
      });
    }
  }

  onBatch(batch: Batch): WatchOutcome {
    const open = this.open_.get(batch.replay);
    if (!open?.asked) return { kind: 'ignored' };
    const incident = idOf(batch.incident);
    if (incident !== open.replica.incident)
      return { kind: 'malformed', why: 'a replay of another log' };
    const applied = applyBatch(open.replica, batch);
    if (applied.kind !== 'applied') return applied;
    open.replica = applied.replica;
    open.heard?.(batch.changes);
    if (applied.replica.complete) {
      open.whole = applied.replica;
      if (open.arrived) open.target = { kind: 'seq', seq: applied.replica.position };
    }
    open.view = undefined;
    return { kind: 'applied', incident };
  }

  /** The rejection with which the replay ended (R49); undefined if it goes on. */
  onStatus(status: ReplayStatus): Rejection | undefined {
    const open = this.open_.get(status.replay);
    if (!open?.asked) return undefined;
    if (status.rejection) {
      this.open_.delete(status.replay);
      return status.rejection;
    }
    const { target } = open;
    // A status on the way to a seek may still tell of the place before it.
    if (target.kind !== 'seq' || target.seq === status.seq || target.seq > status.head)
      open.arrived = true;
    if (open.arrived) open.target = { kind: 'seq', seq: status.seq };
    const first = !open.opened;
    open.opened = true;
    open.status = status;
    open.view = undefined;
    if (open.play && first) this.sendPlay(status.replay, open);
    else if (open.play && open.playSent && status.state !== ReplayState.REPLAY_PLAYING)
      open.play = undefined;
    return undefined;
  }

  private sendPlay(replay: number, open: Open): void {
    const { play } = open;
    if (!play) return;
    open.playSent = true;
    const { speed, backward = false, until } = play;
    const value = { $typeName: 'samlad.v1.ReplayPlay' as const, replay, speed, backward };
    this.call(open, {
      case: 'replayPlay',
      value: until ? { ...value, until: instantOf(until) } : value,
    });
  }

  private call(open: Open, message: ToServer): void {
    // What is asked of a replay that is not open on this connection goes into its opening.
    if (open.asked) this.calls.push(message);
  }
}

function instantOf(place: Place): Instant {
  const instant = create(InstantSchema);
  if (place.kind === 'seq') instant.at = { case: 'seq', value: place.seq };
  if (place.kind === 'time')
    instant.at = { case: 'timeMs', value: BigInt(Math.round(place.timeMs)) };
  return instant;
}
