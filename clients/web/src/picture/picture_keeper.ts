import type { PendingCommand } from './commands';
import type { Id } from './ids';
import type { Ports } from './ports';
import type { Replica } from './replica';
import type { KeptPicture, Keep } from './store';

// A picture is kept at most so often: it is written as a whole.
const SAVE_AFTER_MS = 5_000;

/**
 * Writes pictures and commands to what outlives the page. Commands at once and in order; a picture
 * when it first comes, then some seconds after it changed. A store that fails is told of once and
 * costs nothing else.
 */
export class PictureKeeper {
  private readonly changed = new Map<Id, KeptPicture>();
  private readonly kept = new Set<Id>();
  private readonly writing = new Set<Promise<void>>();
  private stopTimer: (() => void) | undefined;
  private commands: Promise<void> = Promise.resolve();
  private failed = false;

  constructor(
    private readonly keep: Keep,
    private readonly ports: Ports,
    private readonly onFailure: () => void,
  ) {}

  picture(replica: Replica, freshAtMs: number): void {
    this.changed.set(replica.incident, { replica, freshAtMs });
    if (!this.kept.has(replica.incident)) void this.flush();
    else this.stopTimer ??= this.ports.setTimer(() => void this.flush(), SAVE_AFTER_MS);
  }

  forget(incident: Id): void {
    this.changed.delete(incident);
    this.kept.delete(incident);
    this.write(this.keep.forgetPicture(incident));
  }

  command(pending: PendingCommand, done: boolean): void {
    // One after the other: a command's removal must not overtake its writing.
    this.commands = this.write(
      this.commands.then(() =>
        done ? this.keep.dropCommand(pending) : this.keep.saveCommand(pending),
      ),
    );
  }

  /** Begins to write everything that changed, at once; done when it is written. */
  async flush(): Promise<void> {
    this.stopTimer?.();
    this.stopTimer = undefined;
    for (const [incident, picture] of this.changed) {
      this.kept.add(incident);
      this.write(this.keep.savePicture(picture));
    }
    this.changed.clear();
    await Promise.all([...this.writing]);
  }

  private write(what: Promise<void>): Promise<void> {
    const done = what.catch(() => {
      if (!this.failed) this.onFailure();
      this.failed = true;
    });
    this.writing.add(done);
    void done.then(() => this.writing.delete(done));
    return done;
  }
}
