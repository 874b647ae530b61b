import LineString from 'ol/geom/LineString';
import Point from 'ol/geom/Point';
import Polygon from 'ol/geom/Polygon';
import { expect, test } from 'vitest';
import { areaText, lengthText, measured, measuredText } from './measure';
import { projectionOf, type ProjectionCode } from './projection';

test.each<ProjectionCode>(['EPSG:3006', 'EPSG:3857'])(
  'a minute of latitude is a nautical mile in %s',
  (code) => {
    const line = new LineString([
      [16, 59],
      [16, 59 + 1 / 60],
    ]);
    line.transform('EPSG:4326', projectionOf(code));
    expect(measured(line, code)?.lengthM).toBeCloseTo(1853, -1);
  },
);

test('an area is told with its edge', () => {
  const square = new Polygon([
    [
      [0, 0],
      [0, 0.01],
      [0.01, 0.01],
      [0.01, 0],
      [0, 0],
    ],
  ]);
  square.transform('EPSG:4326', projectionOf('EPSG:3857'));
  const result = measured(square, 'EPSG:3857');
  expect(result?.areaM2).toBeCloseTo(1112 ** 2, -4);
  expect(result && measuredText(result)).toMatch(/^12\d ha \(4,4\d km\)$/);
});

test('a point has no size', () => {
  expect(measured(new Point([0, 0]), 'EPSG:3857')).toBeUndefined();
});

test('sizes as people say them', () => {
  expect([12, 999, 1234, 8000, 1200, 150_400].map(lengthText)).toEqual([
    '12 m',
    '999 m',
    '1,23 km',
    '8 km',
    '1,2 km',
    '150 km',
  ]);
  expect([300, 15_000, 33_000_000, 1_380_000_000].map(areaText)).toEqual([
    '300 m²',
    '1,5 ha',
    '3\u00a0300 ha',
    '1\u00a0380 km²',
  ]);
});
