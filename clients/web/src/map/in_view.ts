import { lookOf, priorityOf } from './look';
import type { MapItem } from './map_item';

/** Whether some of an item lies within west, south, east, north. */
function isWithin({ geometry, uncertaintyM }: MapItem, bounds: readonly number[]): boolean {
  const [west = -180, south = -90, east = 180, north = 90] = bounds;
  // What is drawn around it counts, roughly: a degree of latitude is 111 km.
  const up = Math.min(uncertaintyM, 20_000) / 111_000;
  const across = up * 2;
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 1 < geometry.coordinates.length; i += 2) {
    const x = geometry.coordinates[i] ?? NaN;
    const y = geometry.coordinates[i + 1] ?? NaN;
    x0 = Math.min(x0, x);
    x1 = Math.max(x1, x);
    y0 = Math.min(y0, y);
    y1 = Math.max(y1, y);
  }
  return x0 - across <= east && x1 + across >= west && y0 - up <= north && y1 + up >= south;
}

/** The list that says what the map shows: the most pressing first, then the latest. */
export function itemsInView(
  items: readonly MapItem[],
  bounds: readonly [number, number, number, number],
  nowMs: number,
): MapItem[] {
  const priority = (item: MapItem) => priorityOf(lookOf(item, nowMs));
  return items
    .filter((item) => isWithin(item, bounds))
    .sort((a, b) => priority(b) - priority(a) || b.recordedAtMs - a.recordedAtMs);
}
