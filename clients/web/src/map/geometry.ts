import type Geometry from 'ol/geom/Geometry';
import LineString from 'ol/geom/LineString';
import MultiLineString from 'ol/geom/MultiLineString';
import MultiPoint from 'ol/geom/MultiPoint';
import MultiPolygon from 'ol/geom/MultiPolygon';
import Point from 'ol/geom/Point';
import Polygon from 'ol/geom/Polygon';
import { GeometryType } from '../gen/samlad/v1/situation_pb';
import { transformOf, type ProjectionCode } from './projection';

/** A geometry as the schema has it: flat positions in WGS 84. A message Geometry is one. */
export interface MapGeometry {
  readonly type: GeometryType;
  readonly coordinates: readonly number[];
  readonly ends: readonly number[];
  readonly polygonEnds: readonly number[];
}

/** A geometry of one's own, of which a message can be made. */
export interface DrawnGeometry {
  type: GeometryType;
  coordinates: number[];
  ends: number[];
  polygonEnds: number[];
}

/** Whether `ends` climb to exactly `last`; then nothing points outside. */
function climbsTo(ends: readonly number[], last: number): boolean {
  let before = 0;
  for (const end of ends) {
    if (end <= before) return false;
    before = end;
  }
  return before === last;
}

/** One line or ring may do without ends. */
export function endsOf({ ends, coordinates }: MapGeometry): readonly number[] {
  return ends.length > 0 ? ends : [coordinates.length / 2];
}

/** The geometry in the map's projection; undefined if its parts contradict each other. */
export function toMap(geometry: MapGeometry, projection: ProjectionCode): Geometry | undefined {
  const { type, coordinates } = geometry;
  if (coordinates.length < 2 || coordinates.length % 2 !== 0) return undefined;
  // proj4 throws at what is nowhere. The schema's bounds are those of longitudes.
  const isSomewhere = (value: number, index: number) =>
    Math.abs(value) <= (index % 2 === 0 ? 180 : 90);
  if (!coordinates.every(isSomewhere)) return undefined;
  const project = transformOf(projection, 'to-map');
  const flat = project([...coordinates], undefined, 2);
  if (!flat.every(Number.isFinite)) return undefined;
  if (type === GeometryType.POINT) return new Point(flat.slice(0, 2), 'XY');
  if (type === GeometryType.MULTI_POINT) return new MultiPoint(flat, 'XY');
  if (coordinates.length < 4) return undefined;
  if (type === GeometryType.LINE_STRING) return new LineString(flat, 'XY');

  const ends = endsOf(geometry);
  if (!climbsTo(ends, coordinates.length / 2)) return undefined;
  const flatEnds = ends.map((end) => 2 * end);
  if (type === GeometryType.MULTI_LINE_STRING) return new MultiLineString(flat, 'XY', flatEnds);
  if (type === GeometryType.POLYGON) return new Polygon(flat, 'XY', flatEnds);
  if (type !== GeometryType.MULTI_POLYGON) return undefined;

  const polygonEnds = geometry.polygonEnds.length > 0 ? geometry.polygonEnds : [ends.length];
  if (!climbsTo(polygonEnds, ends.length)) return undefined;
  const endss = polygonEnds.map((end, i) => flatEnds.slice(polygonEnds[i - 1] ?? 0, end));
  return new MultiPolygon(flat, 'XY', endss);
}

// A centimetre; more digits would claim what no map can show.
const DECIMALS = 1e7;

/** A geometry drawn on the map, in WGS 84; undefined for kinds that the schema does not have. */
export function fromMap(geometry: Geometry, projection: ProjectionCode): DrawnGeometry | undefined {
  const unproject = transformOf(projection, 'from-map');
  const written = (
    type: GeometryType,
    flat: number[],
    flatEnds: readonly number[] = [],
    polygonEnds: number[] = [],
  ): DrawnGeometry => ({
    type,
    coordinates: unproject([...flat], undefined, 2).map((v) => Math.round(v * DECIMALS) / DECIMALS),
    ends: flatEnds.map((end) => end / 2),
    polygonEnds,
  });
  if (geometry instanceof Point) return written(GeometryType.POINT, geometry.getFlatCoordinates());
  if (geometry instanceof MultiPoint) {
    return written(GeometryType.MULTI_POINT, geometry.getFlatCoordinates());
  }
  if (geometry instanceof LineString) {
    return written(GeometryType.LINE_STRING, geometry.getFlatCoordinates());
  }
  if (geometry instanceof MultiLineString) {
    const ends = geometry.getEnds();
    return written(GeometryType.MULTI_LINE_STRING, geometry.getFlatCoordinates(), ends);
  }
  if (geometry instanceof Polygon) {
    return written(GeometryType.POLYGON, geometry.getFlatCoordinates(), geometry.getEnds());
  }
  if (geometry instanceof MultiPolygon) {
    const endss = geometry.getEndss();
    let count = 0;
    const polygonEnds = endss.map((ends) => (count += ends.length));
    const flat = geometry.getFlatCoordinates();
    return written(GeometryType.MULTI_POLYGON, flat, endss.flat(), polygonEnds);
  }
  return undefined;
}

/** Where to put the symbol and the label of a geometry: on it, or inside it. */
export function anchorOf(geometry: Geometry): Point | undefined {
  if (geometry instanceof Point) return geometry;
  if (geometry instanceof MultiPoint) return geometry.getPoint(0) ?? undefined;
  if (geometry instanceof LineString) return new Point(geometry.getFlatMidpoint(), 'XY');
  if (geometry instanceof MultiLineString) {
    return new Point(geometry.getFlatMidpoints().slice(0, 2), 'XY');
  }
  if (geometry instanceof Polygon) return new Point(geometry.getFlatInteriorPoint().slice(0, 2));
  if (geometry instanceof MultiPolygon) {
    return new Point(geometry.getFlatInteriorPoints().slice(0, 2), 'XY');
  }
  return undefined;
}
