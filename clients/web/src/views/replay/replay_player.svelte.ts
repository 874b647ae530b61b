import type { Session } from '../../app/session.svelte';
import { why } from '../../i18n/language.svelte';
import type { Id } from '../../picture/ids';
import type { Place } from '../../picture/replay';
import type { ShownReplay } from '../../picture/replay_room';

/** The one replay that a person looks at: opened, sought in and played, with some actor's sight. */
export class ReplayPlayer {
  /** Whose sight; undefined: one's own. */
  asActor = $state<Id>();
  /** Why it ended, in a sentence; empty while it goes on. */
  ended = $state('');
  /** Why another sight was refused. */
  refused = $state('');
  /** Where the person has asked to go, until the replay stands there. */
  wanted = $state<bigint>();
  /** Until the person has chosen one, what suits the log. */
  fittingSpeed = $state(1);
  chosenSpeed = $state<number>();

  private number = $state<number>();
  private readonly undo: () => void;
  // A pointer that is dragged asks more often than a screen can show.
  private due: Place | undefined;
  private frame: number | undefined;

  constructor(
    private readonly session: Session,
    private readonly incident: Id,
  ) {
    this.undo = session.client.onEvent((event) => {
      if (event.kind === 'replay-ended' && event.replay === this.number)
        this.onEnded(why(event.why));
    });
  }

  /** Undefined until it has come to the first place asked for. */
  get shown(): ShownReplay | undefined {
    const replay = this.number === undefined ? undefined : this.session.replay(this.number);
    return replay?.status === undefined ? undefined : replay;
  }

  get speed(): number {
    return this.chosenSpeed ?? this.fittingSpeed;
  }

  get position(): bigint {
    return this.wanted ?? this.shown?.status?.seq ?? 0n;
  }

  open(at: Place): void {
    this.close();
    this.ended = '';
    this.wanted = at.kind === 'seq' ? at.seq : undefined;
    this.number = this.session.client.replays.open(this.incident, at, this.asActor);
  }

  /** The same place with the sight of somebody else. */
  setActor(actor: Id | undefined): void {
    const seq = this.position;
    this.asActor = actor;
    this.refused = '';
    this.open({ kind: 'seq', seq });
  }

  /** At once, and then at most once for each frame; the last place asked for counts. */
  seek(to: Place): void {
    this.wanted = to.kind === 'seq' ? to.seq : undefined;
    this.due = to;
    if (this.frame === undefined) this.sendDue();
  }

  private sendDue(): void {
    this.frame = undefined;
    const { due } = this;
    if (this.number === undefined || !due) return;
    this.due = undefined;
    this.session.client.replays.seek(this.number, due);
    this.frame = requestAnimationFrame(() => this.sendDue());
  }

  play(backward: boolean): void {
    if (this.number === undefined) return;
    this.wanted = undefined;
    this.session.client.replays.play(this.number, { speed: this.speed, backward });
  }

  pause(): void {
    if (this.number !== undefined) this.session.client.replays.pause(this.number);
  }

  /** Called when the replay has told where it stands. */
  arrived(seq: bigint): void {
    if (this.wanted === seq) this.wanted = undefined;
  }

  close(): void {
    if (this.number !== undefined) this.session.client.replays.close(this.number);
    this.number = undefined;
  }

  stop(): void {
    this.undo();
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.close();
  }

  private onEnded(sentence: string): void {
    const { wanted } = this;
    this.number = undefined;
    if (this.asActor === undefined) {
      this.ended = sentence;
      return;
    }
    // With one's own sight one always sees something.
    this.refused = sentence;
    this.asActor = undefined;
    this.open(wanted === undefined ? { kind: 'head' } : { kind: 'seq', seq: wanted });
  }
}
