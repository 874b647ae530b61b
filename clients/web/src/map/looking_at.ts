import { RESOLUTION_M_MAX, RESOLUTION_M_MIN, type MapPosition } from './map_position';

const METRES_PER_DEGREE = 111_320;

/**
 * Where a map of that size has to look to show all that another does: west, south, east and north in
 * degrees. Without a projection, so that a map in SWEREF can follow one in Web Mercator.
 */
export function lookingAt(
  [west, south, east, north]: readonly [number, number, number, number],
  [widthPx, heightPx]: readonly [number, number],
): MapPosition {
  const lat = (south + north) / 2;
  const widthM = (east - west) * METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180);
  const heightM = (north - south) * METRES_PER_DEGREE;
  const needed = Math.max(widthM / Math.max(widthPx, 1), heightM / Math.max(heightPx, 1));
  const resolutionM = Math.min(Math.max(needed, RESOLUTION_M_MIN), RESOLUTION_M_MAX);
  return { lon: (west + east) / 2, lat, resolutionM };
}
