import type { Held } from './held';
import { idOf, type Id } from './ids';

/** More than anybody leaves unread on purpose, and little enough to keep in a browser. */
export const SEEN_ITEMS_MAX = 2_000;

/**
 * What one person has seen of an incident: every change up to `through`, and of single items more
 * than that. A value; seeing something makes another one. It is about the marks on one person's
 * screens alone; what the log keeps as shown is another thing (R29).
 */
export class SeenItems {
  static readonly nothing = new SeenItems(0n);

  private constructor(
    readonly through: bigint,
    private readonly later: ReadonlyMap<Id, bigint> = new Map(),
  ) {}

  static all(through: bigint): SeenItems {
    return new SeenItems(through);
  }

  /** Its last change is later than what was seen of it, and was not made by the person. */
  isNew(held: Held, person: Id): boolean {
    const { seq } = held.change;
    return seq > this.through && seq > this.seenOf(held.id) && idOf(held.change.person) !== person;
  }

  /** The last change that was seen of the item. */
  seenOf(item: Id): bigint {
    const seq = this.later.get(item);
    return seq !== undefined && seq > this.through ? seq : this.through;
  }

  /** These were shown as they are. The same value if that is nothing new. */
  with(shown: Iterable<Held>): SeenItems {
    let later: Map<Id, bigint> | undefined;
    for (const { id, change } of shown) {
      if (change.seq <= (later?.get(id) ?? this.seenOf(id))) continue;
      later ??= new Map(this.later);
      later.set(id, change.seq);
    }
    return later ? new SeenItems(this.through, later).bounded() : this;
  }

  /** Seen here or there, such as in another window. */
  merged(other: SeenItems): SeenItems {
    const through = other.through > this.through ? other.through : this.through;
    const later = new Map(this.after(through));
    for (const [id, seq] of other.after(through))
      if (seq > (later.get(id) ?? 0n)) later.set(id, seq);
    return new SeenItems(through, later).bounded();
  }

  /** What waits to be seen, latest first; looks no further back than it has to. */
  *newOf(newestFirst: Iterable<Held>, person: Id): Generator<Held> {
    for (const held of newestFirst) {
      if (held.change.seq !== 0n && held.change.seq <= this.through) return;
      if (this.isNew(held, person)) yield held;
    }
  }

  /** The same, said in fewer words: `through` goes on to where something waits to be seen. */
  settled(newestFirst: Iterable<Held>, position: bigint, person: Id): SeenItems {
    let oldest: bigint | undefined;
    for (const { change } of this.newOf(newestFirst, person)) oldest = change.seq;
    const through = oldest === undefined ? position : oldest - 1n;
    return through > this.through ? new SeenItems(through, this.after(through)) : this;
  }

  /** To be kept, and read again by `parse`. */
  toJSON(): unknown {
    return {
      through: String(this.through),
      later: [...this.later].map(([id, seq]) => [id, String(seq)]),
    };
  }

  /** Undefined if it is not what `toJSON` wrote. */
  static parse(kept: unknown): SeenItems | undefined {
    if (typeof kept !== 'object' || kept === null) return undefined;
    const { through, later } = kept as Record<string, unknown>;
    if (!isSeq(through) || !Array.isArray(later)) return undefined;
    const items = later.filter(
      (entry): entry is [Id, string] =>
        Array.isArray(entry) && typeof entry[0] === 'string' && isSeq(entry[1]),
    );
    const seen = new Map(items.map(([id, seq]) => [id, BigInt(seq)]));
    return new SeenItems(BigInt(through), seen).bounded();
  }

  // What has lain unseen for so long that it does not fit counts as seen.
  private bounded(): SeenItems {
    if (this.later.size <= SEEN_ITEMS_MAX) return this;
    const seqs = [...this.later.values()].sort((a, b) => (a < b ? -1 : 1));
    const through = seqs[this.later.size - SEEN_ITEMS_MAX / 2] ?? this.through;
    return new SeenItems(through, this.after(through));
  }

  private after(through: bigint): ReadonlyMap<Id, bigint> {
    return new Map([...this.later].filter(([, seq]) => seq > through));
  }
}

function isSeq(text: unknown): text is string {
  return typeof text === 'string' && /^\d{1,20}$/.test(text);
}
