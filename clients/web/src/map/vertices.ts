import { GeometryType } from '../gen/samlad/v1/situation_pb';
import { endsOf, type DrawnGeometry, type MapGeometry } from './geometry';
import type { Wgs84 } from './projection';

/**
 * The vertices of a geometry, numbered from 0 through all its parts. The position that closes a ring
 * is not one of its own: it goes where the ring begins.
 */
interface Part {
  /** Of the first vertex, among all positions. */
  readonly start: number;
  readonly count: number;
  readonly isRing: boolean;
  readonly countMin: number;
}

interface Place {
  readonly part: Part;
  /** Among all positions. */
  readonly at: number;
}

const RINGS = [GeometryType.POLYGON, GeometryType.MULTI_POLYGON];
const POINTS = [GeometryType.POINT, GeometryType.MULTI_POINT];

function partsOf(geometry: MapGeometry): Part[] {
  const positions = geometry.coordinates.length / 2;
  if (POINTS.includes(geometry.type)) {
    return [{ start: 0, count: positions, isRing: false, countMin: 1 }];
  }
  const isRing = RINGS.includes(geometry.type);
  const ends = endsOf(geometry);
  return ends.map((end, i) => {
    const start = ends[i - 1] ?? 0;
    return { start, count: end - start - (isRing ? 1 : 0), isRing, countMin: isRing ? 3 : 2 };
  });
}

export function vertexCount(geometry: MapGeometry): number {
  return partsOf(geometry).reduce((sum, { count }) => sum + count, 0);
}

function placeOf(geometry: MapGeometry, vertex: number): Place | undefined {
  let before = 0;
  for (const part of partsOf(geometry)) {
    if (vertex < before + part.count) return { part, at: part.start + vertex - before };
    before += part.count;
  }
  return undefined;
}

const positionAt = ({ coordinates }: MapGeometry, at: number): Wgs84 => ({
  lon: coordinates[2 * at] ?? NaN,
  lat: coordinates[2 * at + 1] ?? NaN,
});

export function vertexAt(geometry: MapGeometry, vertex: number): Wgs84 | undefined {
  const place = placeOf(geometry, vertex);
  return place && positionAt(geometry, place.at);
}

/** The geometry with other positions instead of `removed` ones, all of one part. */
function spliced(
  geometry: MapGeometry,
  at: number,
  removed: number,
  positions: readonly Wgs84[],
): DrawnGeometry {
  const coordinates = [...geometry.coordinates];
  const flat = positions.flatMap(({ lon, lat }) => [lon, lat]);
  coordinates.splice(2 * at, 2 * removed, ...flat);
  const growth = positions.length - removed;
  return {
    type: geometry.type,
    coordinates,
    ends: geometry.ends.map((end) => (end > at ? end + growth : end)),
    polygonEnds: [...geometry.polygonEnds],
  };
}

/** Closes the ring where it begins now. */
function closed(geometry: DrawnGeometry, { start, isRing }: Part, count: number): DrawnGeometry {
  return isRing ? spliced(geometry, start + count, 1, [positionAt(geometry, start)]) : geometry;
}

export function withVertexMoved(
  geometry: MapGeometry,
  vertex: number,
  to: Wgs84,
): DrawnGeometry | undefined {
  const place = placeOf(geometry, vertex);
  if (place === undefined) return undefined;
  return closed(spliced(geometry, place.at, 1, [to]), place.part, place.part.count);
}

/** Undefined where no other vertex may be: a point is one. */
export function withVertexAdded(geometry: MapGeometry, after: number): DrawnGeometry | undefined {
  const place = placeOf(geometry, after);
  if (place === undefined || POINTS.includes(geometry.type)) return undefined;
  const { part, at } = place;
  const from = positionAt(geometry, at);
  const isLast = at === part.start + part.count - 1;
  // Half way to the next one; at a line's end as far beyond it.
  const next = positionAt(geometry, isLast && !part.isRing ? at - 1 : at + 1);
  const share = isLast && !part.isRing ? -0.5 : 0.5;
  const added = {
    lon: from.lon + share * (next.lon - from.lon),
    lat: from.lat + share * (next.lat - from.lat),
  };
  // Instead of the one before it, so that at a part's end it is of that part.
  return closed(spliced(geometry, at, 1, [from, added]), part, part.count + 1);
}

/** Undefined if too few would be left. */
export function withVertexRemoved(
  geometry: MapGeometry,
  vertex: number,
): DrawnGeometry | undefined {
  const place = placeOf(geometry, vertex);
  if (place === undefined || place.part.count <= place.part.countMin) return undefined;
  return closed(spliced(geometry, place.at, 1, []), place.part, place.part.count - 1);
}

/** The vertex nearest to a position, of those that `distance` tells. */
export function nearestVertex(
  geometry: MapGeometry,
  distance: (position: Wgs84) => number,
): { readonly vertex: number; readonly distance: number } | undefined {
  let nearest: { vertex: number; distance: number } | undefined;
  for (let vertex = 0; vertex < vertexCount(geometry); vertex += 1) {
    const position = vertexAt(geometry, vertex);
    const far = position === undefined ? Infinity : distance(position);
    if (nearest === undefined || far < nearest.distance) nearest = { vertex, distance: far };
  }
  return nearest;
}
