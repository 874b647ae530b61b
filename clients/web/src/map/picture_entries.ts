import type Geometry from 'ol/geom/Geometry';
import type Point from 'ol/geom/Point';
import { anchorOf, toMap } from './geometry';
import { ageOf, lookOf, priorityOf, type Look } from './look';
import { isSameOnMap, itemTimeMs, type MapItem } from './map_item';
import type { ProjectionCode } from './projection';

/** An item with what the map has worked out about it. */
export interface Entry {
  readonly id: string;
  readonly item: MapItem;
  readonly look: Look;
  readonly priority: number;
  /** In the map's projection. */
  readonly geometry: Geometry;
  /** Where its symbol and label stand. */
  readonly anchor: readonly [number, number];
}

export interface Changes {
  readonly put: readonly Entry[];
  readonly removed: readonly string[];
}

/**
 * The items on the map. A new list is compared with the last one and only what differs is worked out
 * anew, so that a change costs what has changed and a look at each item, not a projection of it.
 */
export class PictureEntries {
  private readonly entries = new Map<string, Entry>();
  // Those whose geometry cannot be drawn; looked at again when they change.
  private readonly undrawable = new Map<string, MapItem>();

  constructor(
    private projection: ProjectionCode,
    private nowMs: number,
  ) {}

  get(id: string): Entry | undefined {
    return this.entries.get(id);
  }

  get size(): number {
    return this.entries.size;
  }

  values(): Iterable<Entry> {
    return this.entries.values();
  }

  set(items: readonly MapItem[]): Changes {
    const put: Entry[] = [];
    for (const item of items) {
      const before = this.entries.get(item.id)?.item ?? this.undrawable.get(item.id);
      if (before !== undefined && isSameOnMap(before, item)) continue;
      const entry = this.work(item);
      if (entry !== undefined) put.push(entry);
    }
    // As many as there are: then none has gone, and no list of all of them is needed.
    const isWhole = this.entries.size + this.undrawable.size === items.length;
    return { put, removed: isWhole ? [] : this.removeAllBut(new Set(items.map(({ id }) => id))) };
  }

  private removeAllBut(ids: ReadonlySet<string>): string[] {
    for (const id of this.undrawable.keys()) if (!ids.has(id)) this.undrawable.delete(id);
    const gone = [...this.entries.keys()].filter((id) => !ids.has(id));
    for (const id of gone) this.entries.delete(id);
    return gone;
  }

  /** What looks older than before. */
  setNow(nowMs: number): readonly Entry[] {
    this.nowMs = nowMs;
    const aged: Entry[] = [];
    for (const entry of this.entries.values()) {
      // Nothing but the age depends on the clock.
      if (ageOf(itemTimeMs(entry.item), nowMs) === entry.look.age) continue;
      const look = lookOf(entry.item, nowMs);
      const next = { ...entry, look, priority: priorityOf(look) };
      this.entries.set(entry.id, next);
      aged.push(next);
    }
    return aged;
  }

  setProjection(projection: ProjectionCode): void {
    this.projection = projection;
    const items = [...this.entries.values()].map(({ item }) => item);
    for (const item of items) this.work(item);
  }

  private work(item: MapItem): Entry | undefined {
    const geometry = toMap(item.geometry, this.projection);
    const anchor: Point | undefined = geometry && anchorOf(geometry);
    const [x, y] = anchor?.getFlatCoordinates() ?? [];
    if (geometry === undefined || x === undefined || y === undefined) {
      this.undrawable.set(item.id, item);
      this.entries.delete(item.id);
      return undefined;
    }
    this.undrawable.delete(item.id);
    const look = lookOf(item, this.nowMs);
    const entry: Entry = {
      id: item.id,
      item,
      look,
      priority: priorityOf(look),
      geometry,
      anchor: [x, y],
    };
    this.entries.set(item.id, entry);
    return entry;
  }
}
