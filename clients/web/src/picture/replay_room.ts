import type { Id } from './ids';
import type { Author } from './overlay';
import { Picture } from './picture';
import type { Heard, Place, Play, Replays, ReplayView } from './replay';

/** A replay as it is shown: nothing of the person's own is laid over its picture. */
export interface ShownReplay extends ReplayView {
  readonly picture: Picture;
}

/** The person's side of replays (R45 to R50). Everything that is asked is said when there is a link. */
export class ReplayRoom {
  private readonly shown = new Map<
    number,
    { readonly view: ReplayView; readonly value: ShownReplay }
  >();

  constructor(
    private readonly replays: Replays,
    private readonly author: Author,
    private readonly asked: () => void,
  ) {}

  /** Its number. `asActor`: whose sight; left out, the own actor's. */
  open(incident: Id, at: Place, asActor?: Id, heard?: Heard): number {
    const replay = this.replays.open(incident, at, asActor, heard);
    this.asked();
    return replay;
  }

  seek(replay: number, to: Place): void {
    this.replays.seek(replay, to);
    this.asked();
  }

  play(replay: number, play: Play): void {
    this.replays.play(replay, play);
    this.asked();
  }

  pause(replay: number): void {
    this.replays.pause(replay);
    this.asked();
  }

  close(replay: number): void {
    this.replays.close(replay);
    this.shown.delete(replay);
    this.asked();
  }

  /** All that are open. */
  all(): readonly ShownReplay[] {
    return this.replays.numbers().flatMap((replay) => this.view(replay) ?? []);
  }

  /** The same value until something changes; undefined if it is not open, or has ended. */
  view(replay: number): ShownReplay | undefined {
    const view = this.replays.view(replay);
    if (!view) {
      this.shown.delete(replay);
      return undefined;
    }
    const before = this.shown.get(replay);
    if (before?.view === view) return before.value;
    const same = before?.value.picture.replica === view.replica;
    const picture = same ? before.value.picture : new Picture(view.replica, [], this.author);
    const value = { ...view, picture };
    this.shown.set(replay, { view, value });
    return value;
  }
}
