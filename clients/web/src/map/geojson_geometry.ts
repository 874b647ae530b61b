import type { Geometry, Position } from 'geojson';
import { GeometryType } from '../gen/samlad/v1/situation_pb';
import type { DrawnGeometry } from './geometry';

/**
 * The geometries of a GeoJSON geometry as the schema has them: heights and times are dropped, rings
 * are closed, and a collection is several. None for what is empty or no geometry.
 */
export function geometriesOf(geometry: Geometry): DrawnGeometry[] {
  const made = (
    type: GeometryType,
    lines: readonly (readonly Position[])[],
    polygonEnds: number[] = [],
  ): DrawnGeometry[] => {
    const coordinates = lines.flat().flatMap(([lon = NaN, lat = NaN]) => [lon, lat]);
    let count = 0;
    const ends = lines.map((line) => (count += line.length));
    const isOne = type === GeometryType.POINT || type === GeometryType.MULTI_POINT;
    const isWhole = lines.length > 0 && lines.every((line) => line.length > (isOne ? 0 : 1));
    if (!isWhole) return [];
    const hasEnds = !isOne && type !== GeometryType.LINE_STRING;
    return [{ type, coordinates, ends: hasEnds ? ends : [], polygonEnds }];
  };
  switch (geometry.type) {
    case 'Point':
      return geometry.coordinates.length < 2
        ? []
        : made(GeometryType.POINT, [[geometry.coordinates]]);
    case 'MultiPoint':
      return made(GeometryType.MULTI_POINT, [geometry.coordinates]);
    case 'LineString':
      return made(GeometryType.LINE_STRING, [geometry.coordinates]);
    case 'MultiLineString':
      return geometry.coordinates.length === 1
        ? made(GeometryType.LINE_STRING, geometry.coordinates)
        : made(GeometryType.MULTI_LINE_STRING, geometry.coordinates);
    case 'Polygon':
      return made(GeometryType.POLYGON, geometry.coordinates.map(closed));
    case 'MultiPolygon': {
      const rings = geometry.coordinates.map((polygon) => polygon.map(closed));
      let count = 0;
      const polygonEnds = rings.map((polygon) => (count += polygon.length));
      return made(GeometryType.MULTI_POLYGON, rings.flat(), polygonEnds);
    }
    case 'GeometryCollection':
      return geometry.geometries.flatMap(geometriesOf);
  }
}

function closed(ring: readonly Position[]): readonly Position[] {
  const [first] = ring;
  const last = ring.at(-1);
  if (first === undefined || last === undefined) return ring;
  return first[0] === last[0] && first[1] === last[1] ? ring : [...ring, first];
}
