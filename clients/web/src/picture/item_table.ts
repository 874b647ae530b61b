import type { Held } from './held';
import type { Id } from './ids';

type Bucket = ReadonlyMap<Id, Held>;

const BUCKETS = 256;
const CHUNK_ITEMS = 256;
// Entries of `order` that an item's later change has made void are left in place until they are as
// many as the items, and at least so many.
const STALE_SLACK = 512;

/**
 * Items by id, and in the order of their last changes. Immutable: `with` makes another table that
 * shares with this one whatever it did not touch, so that a change costs a bucket and a chunk, not
 * the whole picture.
 *
 * buckets  256 maps, by the first byte of the id, which is random
 * order    chunks of entries in order of seq; an entry counts only while the buckets hold it
 */
export class ItemTable implements Iterable<Held> {
  static readonly empty = new ItemTable(new Array<Bucket | undefined>(BUCKETS), [], 0, 0);

  private constructor(
    private readonly buckets: readonly (Bucket | undefined)[],
    private readonly order: readonly (readonly Held[])[],
    readonly size: number,
    private readonly entries: number,
  ) {}

  get(id: Id): Held | undefined {
    return this.buckets[bucketOf(id)]?.get(id);
  }

  has(id: Id): boolean {
    return this.get(id) !== undefined;
  }

  /** Oldest change first. */
  *[Symbol.iterator](): Generator<Held> {
    for (const chunk of this.order) {
      for (const held of chunk) if (this.get(held.id) === held) yield held;
    }
  }

  /** Latest change first; costs what is taken of it. */
  *newestFirst(): Generator<Held> {
    for (let c = this.order.length - 1; c >= 0; c--) {
      const chunk = this.order[c] ?? [];
      for (let i = chunk.length - 1; i >= 0; i--) {
        const held = chunk[i];
        if (held && this.get(held.id) === held) yield held;
      }
    }
  }

  /** Puts each of `put` in place by its id, then takes out what `removed` names (R20). */
  with(put: readonly Held[], removed: readonly Id[]): ItemTable {
    if (put.length === 0 && removed.length === 0) return this;
    const buckets = this.buckets.slice();
    const mine = new Map<number, Map<Id, Held>>();
    const writable = (id: Id): Map<Id, Held> => {
      const at = bucketOf(id);
      const made = mine.get(at);
      if (made) return made;
      const copy = new Map(buckets[at]);
      mine.set(at, copy);
      buckets[at] = copy;
      return copy;
    };
    let size = this.size;
    for (const held of put) {
      const bucket = writable(held.id);
      if (!bucket.has(held.id)) size++;
      bucket.set(held.id, held);
    }
    for (const id of removed) if (writable(id).delete(id)) size--;
    return this.ordered(buckets, size, put);
  }

  private ordered(
    buckets: readonly (Bucket | undefined)[],
    size: number,
    put: readonly Held[],
  ): ItemTable {
    const entries = this.entries + put.length;
    const goesOn = ascends(this.lastSeq(), put);
    if (goesOn && entries <= 2 * size + STALE_SLACK) {
      return new ItemTable(buckets, appended(this.order, put), size, entries);
    }
    const all: Held[] = [];
    for (const bucket of buckets) if (bucket) all.push(...bucket.values());
    all.sort((a, b) => (a.change.seq < b.change.seq ? -1 : a.change.seq > b.change.seq ? 1 : 0));
    return new ItemTable(buckets, appended([], all), size, size);
  }

  private lastSeq(): bigint {
    return this.order.at(-1)?.at(-1)?.change.seq ?? 0n;
  }
}

function bucketOf(id: Id): number {
  return Number.parseInt(id.slice(0, 2), 16);
}

function ascends(after: bigint, put: readonly Held[]): boolean {
  let last = after;
  for (const held of put) {
    if (held.change.seq <= last) return false;
    last = held.change.seq;
  }
  return true;
}

function appended(
  order: readonly (readonly Held[])[],
  put: readonly Held[],
): readonly (readonly Held[])[] {
  if (put.length === 0) return order;
  const chunks = order.slice();
  const last = chunks.at(-1);
  let rest = put;
  if (last && last.length < CHUNK_ITEMS) {
    const space = CHUNK_ITEMS - last.length;
    chunks[chunks.length - 1] = [...last, ...put.slice(0, space)];
    rest = put.slice(space);
  }
  for (let i = 0; i < rest.length; i += CHUNK_ITEMS) chunks.push(rest.slice(i, i + CHUNK_ITEMS));
  return chunks;
}
