import type { Held } from '../picture/held';
import type { Id } from '../picture/ids';
import type { Author } from '../picture/overlay';
import type { Picture } from '../picture/picture';
import { SeenItems } from '../picture/seen_items';
import type { Keep } from '../picture/store';
import { AWAY_AFTER_MS } from './attention';

const SAVE_AFTER_MS = 500;
// How old "last looked" may be after the page was torn away.
const LOOKED_SAVE_MS = 15_000;

/** How things were when the person last left the desk. */
export interface LastLook {
  readonly seen: SeenItems;
  readonly atMs: number;
}

interface Kept {
  readonly seen: SeenItems;
  readonly since: LastLook;
  readonly lookedAtMs: number;
}

/**
 * What the person has seen of one incident, kept in this browser and the same in all its windows.
 * Reactive.
 */
export class SeenMarks {
  /** Undefined until it has been read: nothing is marked meanwhile. */
  seen = $state.raw<SeenItems>();
  /** Where the list of what has changed begins. */
  since = $state.raw<LastLook>();
  private lookedAtMs = Date.now();
  private savedAtMs = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private readonly channel: BroadcastChannel;

  constructor(
    private readonly keep: Keep,
    private readonly incident: Id,
    private readonly me: Author,
    private readonly picture: () => Picture,
  ) {
    const { person, actor, role } = me;
    this.channel = new BroadcastChannel(['samlad.seen', incident, person, actor, role].join('.'));
    this.channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const other = this.read(data);
      if (!other || !this.seen) return;
      this.seen = this.seen.merged(other.seen);
      this.lookedAtMs = Math.max(this.lookedAtMs, other.lookedAtMs);
      if (other.since.atMs > (this.since?.atMs ?? 0)) this.since = other.since;
    };
  }

  /** Takes up what an earlier page left. Who comes for the first time finds no news. */
  async load(): Promise<void> {
    const kept = this.read(await this.keep.loadValue(this.name).catch(() => undefined));
    if (!kept) {
      this.seeAll();
      return;
    }
    this.seen = kept.seen;
    this.since = kept.since;
    this.lookedAtMs = kept.lookedAtMs;
    this.look(Date.now());
  }

  /** Somebody is looking. To be called again and again while they do, before `see`. */
  look(nowMs: number): void {
    if (!this.seen) return;
    if (nowMs - this.lookedAtMs > AWAY_AFTER_MS)
      this.since = { seen: this.seen, atMs: this.lookedAtMs };
    this.lookedAtMs = nowMs;
    if (nowMs - this.savedAtMs > LOOKED_SAVE_MS) this.saveSoon();
  }

  see(shown: Iterable<Held>): void {
    const seen = this.seen?.with(shown);
    if (!seen || seen === this.seen) return;
    this.seen = seen;
    this.saveSoon();
  }

  /** Everything that has come so far; the list of what has changed begins anew. */
  seeAll(): void {
    const seen = SeenItems.all(this.picture().position);
    this.seen = this.seen?.merged(seen) ?? seen;
    this.since = { seen: this.seen, atMs: Date.now() };
    this.saveSoon();
  }

  /** What was being read, or was seen in the same moment, may still come; it is not saved. */
  stop(): void {
    if (this.timer !== undefined) this.save();
    this.stopped = true;
    this.channel.close();
  }

  private get name(): string {
    return `seen.${this.incident}`;
  }

  private saveSoon(): void {
    if (this.stopped) return;
    this.savedAtMs = Date.now();
    this.timer ??= setTimeout(() => this.save(), SAVE_AFTER_MS);
  }

  private save(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.seen) return;
    const picture = this.picture();
    this.seen = this.seen.settled(picture.newestFirst(), picture.position, this.me.person);
    const { seen, since, lookedAtMs } = this;
    const epoch = String(picture.replica.epoch);
    const value: unknown = JSON.parse(JSON.stringify({ epoch, seen, since, lookedAtMs }));
    this.channel.postMessage(value);
    void this.keep.saveValue(this.name, value).catch(() => undefined);
  }

  // Of another epoch the numbers mean other changes.
  private read(kept: unknown): Kept | undefined {
    if (typeof kept !== 'object' || kept === null) return undefined;
    const { epoch, seen, since, lookedAtMs } = kept as Record<string, unknown>;
    const now = SeenItems.parse(seen);
    if (epoch !== String(this.picture().replica.epoch) || !now) return undefined;
    const { seen: before, atMs } = (since ?? {}) as Record<string, unknown>;
    if (typeof lookedAtMs !== 'number' || typeof atMs !== 'number') return undefined;
    return { seen: now, since: { seen: SeenItems.parse(before) ?? now, atMs }, lookedAtMs };
  }
}
