import type { PendingCommand } from './commands';
import type { Id } from './ids';
import type { Ports } from './ports';
import type { Replica } from './replica';
import type { Keep } from './store';

// A picture is kept at most so often: it is written as a whole.
const SAVE_AFTER_MS = 5_000;

/**
 * Writes pictures and commands to what outlives the page. Commands at once and in order; a picture
 * some seconds after it changed. A store that fails is told of once and costs nothing else.
 */
export class PictureKeeper {
  private readonly changed = new Map<Id, { replica: Replica; freshAtMs: number }>();
  private stopTimer: (() => void) | undefined;
  private writing: Promise<void> = Promise.resolve();
  private failed = false;

  constructor(
    private readonly keep: Keep,
    private readonly ports: Ports,
    private readonly onFailure: () => void,
  ) {}

  picture(replica: Replica, freshAtMs: number): void {
    this.changed.set(replica.incident, { replica, freshAtMs });
    this.stopTimer ??= this.ports.setTimer(() => void this.flush(), SAVE_AFTER_MS);
  }

  saveSoon(incident: Id): void {
    if (this.changed.has(incident)) void this.flush();
  }

  forget(incident: Id): void {
    this.changed.delete(incident);
    this.write(() => this.keep.forgetPicture(incident));
  }

  command(pending: PendingCommand, done: boolean): void {
    this.write(() => (done ? this.keep.dropCommand(pending) : this.keep.saveCommand(pending)));
  }

  /** Done when everything that changed so far is written. */
  flush(): Promise<void> {
    this.stopTimer?.();
    this.stopTimer = undefined;
    for (const kept of this.changed.values()) this.write(() => this.keep.savePicture(kept));
    this.changed.clear();
    return this.writing;
  }

  // One after the other: a command's removal must not overtake its writing.
  private write(what: () => Promise<void>): void {
    this.writing = this.writing.then(what).catch(() => {
      if (!this.failed) this.onFailure();
      this.failed = true;
    });
  }
}
