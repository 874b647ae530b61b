import type { DrawnGeometry, MapGeometry } from './geometry';

// As `fromMap` rounds what was drawn.
const keyOf = (lon: number, lat: number) => `${lon.toFixed(7)} ${lat.toFixed(7)}`;

/**
 * What was drawn, with the very positions of the vertices that it snapped to: on the way through the
 * map's projection they have lost digits, and two areas with one border would not quite share it.
 */
export function withExactVertices(
  drawn: DrawnGeometry,
  others: Iterable<MapGeometry>,
): DrawnGeometry {
  const wanted = new Map<string, number[]>();
  for (let at = 0; at < drawn.coordinates.length; at += 2) {
    const key = keyOf(drawn.coordinates[at] ?? NaN, drawn.coordinates[at + 1] ?? NaN);
    wanted.set(key, [...(wanted.get(key) ?? []), at]);
  }
  const coordinates = [...drawn.coordinates];
  for (const { coordinates: known } of others) {
    for (let i = 0; i < known.length; i += 2) {
      const lon = known[i] ?? NaN;
      const lat = known[i + 1] ?? NaN;
      for (const at of wanted.get(keyOf(lon, lat)) ?? []) {
        coordinates[at] = lon;
        coordinates[at + 1] = lat;
      }
    }
  }
  return { ...drawn, coordinates };
}
