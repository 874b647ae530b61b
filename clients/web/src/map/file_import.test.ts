import { describe, expect, test } from 'vitest';
import { GeometryType } from '../gen/samlad/v1/situation_pb';
import {
  FEATURE_POSITIONS_MAX,
  FILE_BYTES_MAX,
  FILE_FEATURES_MAX,
  readFile,
  readText,
  type FileContents,
} from './file_import';
import { toSweref } from './projection';

const feature = (type: string, coordinates: unknown, properties: object = {}) => ({
  type: 'Feature',
  properties,
  geometry: { type, coordinates },
});
const file = (...features: object[]) => JSON.stringify({ type: 'FeatureCollection', features });
const featuresOf = (contents: FileContents) => {
  if (contents.kind !== 'features') throw new Error(contents.why);
  return contents.features;
};
const whyOf = (contents: FileContents) => (contents.kind === 'problem' ? contents.why : 'none');

describe('a GeoJSON file', () => {
  test('gives its features with their names, without heights, with rings closed', () => {
    const [point, area, lines] = featuresOf(
      readText(
        file(
          feature('Point', [16.1, 59.9, 120], { name: 'Branden', desc: '<b>Stor</b><br>rök' }),
          feature(
            'Polygon',
            [
              [
                [16, 59],
                [17, 59],
                [17, 60],
              ],
            ],
            { namn: 'Området' },
          ),
          feature('MultiLineString', [
            [
              [0, 1],
              [2, 3],
            ],
            [
              [4, 5],
              [6, 7],
            ],
          ]),
        ),
      ),
    );
    expect(point).toEqual({
      title: 'Branden',
      text: 'Stor\nrök',
      geometry: { type: GeometryType.POINT, coordinates: [16.1, 59.9], ends: [], polygonEnds: [] },
    });
    expect(area?.title).toBe('Området');
    expect(area?.geometry.coordinates).toEqual([16, 59, 17, 59, 17, 60, 16, 59]);
    expect(area?.geometry.ends).toEqual([4]);
    expect(lines?.geometry.ends).toEqual([2, 4]);
    expect(lines?.title).toBe('');
  });

  test('in SWEREF 99 TM is turned into WGS 84, if it says that it is', () => {
    const { north, east } = toSweref({ lon: 16.1, lat: 59.9 });
    const inSweref = {
      type: 'FeatureCollection',
      crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::3006' } },
      features: [feature('Point', [east, north])],
    };
    const [made] = featuresOf(readText(JSON.stringify(inSweref)));
    expect(made?.geometry.coordinates[0]).toBeCloseTo(16.1, 8);
    expect(made?.geometry.coordinates[1]).toBeCloseTo(59.9, 8);
    const silent = JSON.stringify({ ...inSweref, crs: undefined });
    expect(whyOf(readText(silent))).toBe('outside');
    const strange = JSON.stringify({ ...inSweref, crs: { properties: { name: 'EPSG:3021' } } });
    expect(whyOf(readText(strange))).toBe('unknown-projection');
  });

  test('a collection of geometries is several, and what has none is told', () => {
    const contents = readText(
      file(
        {
          type: 'Feature',
          properties: { name: 'Båda' },
          geometry: {
            type: 'GeometryCollection',
            geometries: [
              { type: 'Point', coordinates: [16, 59] },
              {
                type: 'LineString',
                coordinates: [
                  [16, 59],
                  [17, 60],
                ],
              },
            ],
          },
        },
        { type: 'Feature', properties: {}, geometry: null },
        feature('Point', [200, 59]),
      ),
    );
    expect(featuresOf(contents).map(({ title }) => title)).toEqual(['Båda', 'Båda']);
    expect(contents.kind === 'features' && [...contents.leftOut]).toEqual([
      ['no-geometry', 1],
      ['outside', 1],
    ]);
  });

  test('has limits', async () => {
    const many = Array.from({ length: FILE_FEATURES_MAX + 1 }, () => feature('Point', [16, 59]));
    expect(whyOf(readText(file(...many)))).toBe('too-many');
    const long = Array.from({ length: FEATURE_POSITIONS_MAX + 1 }, () => [16, 59]);
    const contents = readText(file(feature('LineString', long), feature('Point', [16, 59])));
    expect(contents.kind === 'features' && contents.leftOut.get('too-long')).toBe(1);
    const large = new Blob([new Uint8Array(FILE_BYTES_MAX + 1)]);
    expect(whyOf(await readFile(large))).toBe('too-large');
  });
});

describe('a file that means harm, or was made by a broken program', () => {
  test('cannot make the reading of a text take long', () => {
    const started = performance.now();
    const [made] = featuresOf(
      readText(file(feature('Point', [16, 59], { name: '<'.repeat(1_000_000) }))),
    );
    expect(made?.title.length).toBe(1_000_000);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test.each([
    ['texts', '["16", "59"]'],
    ['nothing', '[null, null]'],
    ['truths', '[true, true]'],
  ])('has %s for numbers, which are no position', (_what, coordinates) => {
    const text = `{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":${coordinates}}}`;
    expect(whyOf(readText(text))).toBe('outside');
  });

  test.each([
    ['its projection', (depth: number) => `"crs":${'['.repeat(depth)}${']'.repeat(depth)}`],
    [
      'its geometry',
      (depth: number) =>
        `"geometry":${'{"type":"GeometryCollection","geometries":['.repeat(depth)}` +
        `{"type":"Point","coordinates":[16,59]}${']}'.repeat(depth)}`,
    ],
  ])('is told as broken if %s is nested without end', (_what, part) => {
    for (const depth of [1_000, 1_500, 2_000, 2_500, 3_000, 20_000])
      expect(() => readText(`{"type":"Feature","properties":{},${part(depth)}}`)).not.toThrow();
    const deepest = readText(`{"type":"Feature","properties":{},${part(100_000)}}`);
    expect(whyOf(deepest)).toBe('broken');
  });

  test('has a property that is called geometry', () => {
    const [made] = featuresOf(readText(file(feature('Point', [16, 59], { geometry: 'punkt' }))));
    expect(made?.geometry.coordinates).toEqual([16, 59]);
  });

  test('has marks in its texts that nobody can see', () => {
    const name = 'Bro\u202enen\0 \ud83d';
    const [made] = featuresOf(readText(file(feature('Point', [16, 59], { name }))));
    expect(made?.title).toBe('Bronen \ufffd');
  });
});

describe('what is no such file', () => {
  test.each([
    ['', 'empty'],
    ['{"type": "FeatureColl', 'broken'],
    ['{"a": 1}', 'broken'],
    ['{"type": "FeatureCollection"}', 'broken'],
    ['{"type": "FeatureCollection", "features": []}', 'empty'],
    ['En rad text', 'unknown-kind'],
    ['<html><body>hej</body></html>', 'unknown-kind'],
  ])('%s is told as %s', (text, why) => {
    expect(whyOf(readText(text))).toBe(why);
  });

  test('bytes that are no text', async () => {
    const zip = new Blob([Uint8Array.of(0x50, 0x4b, 3, 4, 0xff, 0xfe, 0x80)]);
    expect(whyOf(await readFile(zip))).toBe('unknown-kind');
  });
});
