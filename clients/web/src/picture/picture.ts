import type { Held, HeldOf, Kind } from './held';
import type { Id } from './ids';
import { overlayOf, type Author, type Overlaid, type Overlay } from './overlay';
import type { PendingCommand } from './commands';
import { incidentOf, type Replica } from './replica';

/**
 * What views read: a complete replica with the person's own unconfirmed edits laid over it. A
 * value; a new one is made when either changes. In a replay nothing is laid over it.
 */
export class Picture {
  readonly overlay: Overlay;
  private readonly kinds = new Map<Kind, readonly Held[]>();

  constructor(
    readonly replica: Replica,
    pending: readonly PendingCommand[],
    author: Author,
  ) {
    const own = pending.filter((command) => command.incident === replica.incident);
    this.overlay = overlayOf((id) => replica.items.get(id), own, author);
  }

  get position(): bigint {
    return this.replica.position;
  }

  /** The incident's own item. */
  get incident(): HeldOf<'incident'> | undefined {
    return incidentOf(this.replica);
  }

  get(id: Id): Held | undefined {
    return this.overlay.get(id)?.held ?? this.replica.items.get(id);
  }

  /** What waits or was refused on this item; undefined if it is as the log has it. */
  pendingOn(id: Id): Overlaid | undefined {
    return this.overlay.get(id);
  }

  /** Unconfirmed items first, then by last change, latest first. */
  *newestFirst(): Generator<Held> {
    for (const [id, { held }] of this.overlay) if (!this.replica.items.has(id)) yield held;
    for (const held of this.replica.items.newestFirst())
      yield this.overlay.get(held.id)?.held ?? held;
  }

  /** All items of one kind, in the order of newestFirst. Worked out once for each picture. */
  ofKind<K extends Kind>(kind: K): readonly HeldOf<K>[] {
    if (this.kinds.size === 0) this.sort();
    return (this.kinds.get(kind) ?? []) as readonly HeldOf<K>[];
  }

  private sort(): void {
    const kinds = new Map<Kind, Held[]>();
    for (const held of this.newestFirst()) {
      if (held.kind === undefined) continue;
      const list = kinds.get(held.kind);
      if (list) list.push(held);
      else kinds.set(held.kind, [held]);
    }
    for (const [kind, list] of kinds) this.kinds.set(kind, list);
  }
}
