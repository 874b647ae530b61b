import type Geometry from 'ol/geom/Geometry';
import type Point from 'ol/geom/Point';
import { anchorOf, toMap } from './geometry';
import { lookKey, lookOf, priorityOf, type Look } from './look';
import { isSameOnMap, type MapItem } from './map_item';
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
    const gone = new Set([...this.entries.keys(), ...this.undrawable.keys()]);
    for (const item of items) {
      gone.delete(item.id);
      const before = this.entries.get(item.id)?.item ?? this.undrawable.get(item.id);
      if (before !== undefined && isSameOnMap(before, item)) continue;
      const entry = this.work(item);
      if (entry !== undefined) put.push(entry);
    }
    const removed = [...gone].filter((id) => this.entries.delete(id));
    for (const id of gone) this.undrawable.delete(id);
    return { put, removed };
  }

  /** What looks older than before. */
  setNow(nowMs: number): readonly Entry[] {
    this.nowMs = nowMs;
    const aged: Entry[] = [];
    for (const entry of this.entries.values()) {
      const look = lookOf(entry.item, nowMs);
      if (lookKey(look) === lookKey(entry.look)) continue;
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
