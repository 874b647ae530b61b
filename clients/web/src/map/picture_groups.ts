import { clusterPoints, fanOffsets, type ClusterPoint } from './clusters';
import type { Entry } from './picture_entries';

/** Symbols closer than this are drawn as one. */
export const CLUSTER_DISTANCE_PX = 38;

/** Something that the map draws a symbol for: one item or a cluster of several, at its place. */
export interface Shown {
  readonly entries: readonly Entry[];
  readonly x: number;
  readonly y: number;
  /** Drawn beside its place, in an opened cluster: where its place is. */
  readonly fannedFrom: readonly [number, number] | undefined;
}

interface EntryPoint extends ClusterPoint {
  readonly entry: Entry;
}

/**
 * What to draw at a resolution. The cluster that holds `openId` is opened: its members stand around
 * it, since no zooming parts what lies in the very same place.
 */
export function groupEntries(
  entries: Iterable<Entry>,
  resolution: number,
  openId: string | undefined,
): Shown[] {
  const points: EntryPoint[] = [];
  for (const entry of entries) {
    const [x, y] = entry.anchor;
    points.push({ id: entry.id, x: x / resolution, y: y / resolution, entry });
  }
  const shown: Shown[] = [];
  for (const { x, y, members } of clusterPoints(points, CLUSTER_DISTANCE_PX)) {
    const centre = [x * resolution, y * resolution] as const;
    const isOpen = members.length > 1 && members.some(({ id }) => id === openId);
    if (!isOpen) {
      shown.push({
        entries: members.map(({ entry }) => entry),
        x: centre[0],
        y: centre[1],
        fannedFrom: undefined,
      });
      continue;
    }
    const offsets = fanOffsets(members.length);
    members.forEach(({ entry }, i) => {
      const [dx, dy] = offsets[i] ?? [0, 0];
      shown.push({
        entries: [entry],
        x: centre[0] + dx * resolution,
        y: centre[1] - dy * resolution,
        fannedFrom: entry.anchor,
      });
    });
  }
  return shown;
}

/** Two places whose items disagree. */
export interface Disagreement {
  readonly ids: readonly [string, string];
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/** Each pair once; pairs inside one closed cluster are told by the cluster's badge. */
export function disagreements(shown: readonly Shown[]): Disagreement[] {
  const placeOf = new Map<string, Shown>();
  for (const one of shown) for (const { id } of one.entries) placeOf.set(id, one);
  const pairs = new Map<string, Disagreement>();
  for (const one of shown) {
    for (const { id, item } of one.entries) {
      for (const otherId of item.contradictedWith) {
        const other = placeOf.get(otherId);
        if (other === undefined || other === one) continue;
        const ids = id < otherId ? ([id, otherId] as const) : ([otherId, id] as const);
        pairs.set(ids.join(), { ids, from: [one.x, one.y], to: [other.x, other.y] });
      }
    }
  }
  return [...pairs.values()];
}

/** A place and how far from it the true one may lie, in the map's units. */
export interface Halo {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

// Smaller than its symbol it says nothing.
const HALO_PX_MIN = 18;
const HALOS_PER_CLUSTER_MAX = 3;

/**
 * The circles of uncertainty around points; the same circle is drawn once, however many items share
 * it. Of a cluster whose members have many different ones the widest stands for all.
 */
export function halosOf(
  shown: readonly Shown[],
  resolution: number,
  unitsPerMetre: (entry: Entry) => number,
): Halo[] {
  const halos = new Map<string, Halo>();
  for (const { entries } of shown) {
    const own = new Map<string, Halo>();
    for (const entry of entries) {
      const { uncertaintyM } = entry.item;
      // Nobody looks for what is no longer so.
      const { standing } = entry.look;
      if (standing === 'past' || standing === 'retracted') continue;
      if (uncertaintyM <= 0 || entry.geometry.getType() !== 'Point') continue;
      const radius = uncertaintyM * unitsPerMetre(entry);
      if (radius < HALO_PX_MIN * resolution) continue;
      const [x, y] = entry.anchor;
      own.set(`${x},${y},${uncertaintyM}`, { x, y, radius });
    }
    const some = [...own].sort(([, a], [, b]) => b.radius - a.radius);
    const kept = some.length > HALOS_PER_CLUSTER_MAX ? some.slice(0, 1) : some;
    for (const [key, halo] of kept) halos.set(key, halo);
  }
  return [...halos.values()];
}
