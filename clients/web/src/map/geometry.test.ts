import Circle from 'ol/geom/Circle';
import Polygon from 'ol/geom/Polygon';
import { describe, expect, test } from 'vitest';
import { GeometryType } from '../gen/samlad/v1/situation_pb';
import { anchorOf, fromMap, toMap, type MapGeometry } from './geometry';
import type { ProjectionCode } from './projection';

const projections: readonly ProjectionCode[] = ['EPSG:3006', 'EPSG:3857'];
const ring = [16, 59, 17, 59, 17, 60, 16, 60, 16, 59];
const hole = [16.2, 59.2, 16.4, 59.2, 16.4, 59.4, 16.2, 59.2];
const other = [18, 59, 19, 59, 19, 60, 18, 59];

const geometry = (
  type: GeometryType,
  coordinates: number[],
  ends: number[] = [],
  polygonEnds: number[] = [],
): MapGeometry => ({
  type,
  coordinates,
  ends,
  polygonEnds,
});

const all: readonly (readonly [string, MapGeometry])[] = [
  ['point', geometry(GeometryType.POINT, [16.0843, 59.8719])],
  ['points', geometry(GeometryType.MULTI_POINT, [16, 59, 17, 60])],
  ['line', geometry(GeometryType.LINE_STRING, [16, 59, 17, 60, 18, 60])],
  ['lines', geometry(GeometryType.MULTI_LINE_STRING, [16, 59, 17, 60, 18, 60, 19, 61], [2, 4])],
  ['polygon', geometry(GeometryType.POLYGON, [...ring, ...hole], [5, 9])],
  [
    'polygons',
    geometry(GeometryType.MULTI_POLYGON, [...ring, ...hole, ...other], [5, 9, 13], [2, 3]),
  ],
];

describe.each(projections)('in %s', (projection) => {
  test.each(all)('%s comes back as it was', (_name, given) => {
    const drawn = toMap(given, projection);
    expect(drawn).toBeDefined();
    if (drawn === undefined) return;
    const back = fromMap(drawn, projection);
    expect(back?.type).toBe(given.type);
    expect(back?.ends).toEqual(given.ends);
    expect(back?.polygonEnds).toEqual(given.polygonEnds);
    back?.coordinates.forEach((value, i) =>
      expect(value).toBeCloseTo(given.coordinates[i] ?? NaN, 6),
    );
  });

  test('the anchor of an area lies inside it', () => {
    const area = toMap(geometry(GeometryType.POLYGON, ring, [5]), projection);
    expect(area).toBeInstanceOf(Polygon);
    const anchor = area && anchorOf(area);
    expect(area?.intersectsCoordinate(anchor?.getCoordinates() ?? [])).toBe(true);
  });
});

test('a polygon of one ring may do without ends', () => {
  const area = toMap(geometry(GeometryType.POLYGON, ring), 'EPSG:3006');
  expect(area && fromMap(area, 'EPSG:3006')?.ends).toEqual([5]);
});

describe('what contradicts itself is no geometry', () => {
  test.each([
    ['nothing', geometry(GeometryType.POINT, [])],
    ['beyond the pole', geometry(GeometryType.POINT, [16, 95])],
    ['nowhere', geometry(GeometryType.POINT, [NaN, 59])],
    ['half a position', geometry(GeometryType.LINE_STRING, [16, 59, 17])],
    ['a line of one position', geometry(GeometryType.LINE_STRING, [16, 59])],
    ['ends beyond the positions', geometry(GeometryType.POLYGON, ring, [9])],
    ['ends that go back', geometry(GeometryType.POLYGON, [...ring, ...hole], [5, 3, 9])],
    ['polygons beyond the rings', geometry(GeometryType.MULTI_POLYGON, ring, [5], [2])],
    ['no type', geometry(GeometryType.GEOMETRY_TYPE_UNSPECIFIED, ring, [5])],
  ])('%s', (_name, given) => {
    expect(toMap(given, 'EPSG:3006')).toBeUndefined();
  });
});

test('a circle is not in the schema', () => {
  expect(fromMap(new Circle([0, 0], 1), 'EPSG:3857')).toBeUndefined();
});
