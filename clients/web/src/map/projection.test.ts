import { describe, expect, test } from 'vitest';
import {
  formatSweref,
  formatWgs84,
  fromSweref,
  parseCoordinates,
  toSweref,
  type Wgs84,
} from './projection';

const rad = Math.PI / 180;

/** Gauss' conformal projection by Lantmäteriet's published series, written down anew. */
function gaussKrueger(
  { lon, lat }: Wgs84,
  parameters: { meridian: number; scale: number; falseNorth: number; falseEast: number },
) {
  const axis = 6378137;
  const flattening = 1 / 298.257222101;
  const e2 = flattening * (2 - flattening);
  const n = flattening / (2 - flattening);
  const radius = (axis / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
  const a = e2;
  const b = (5 * e2 ** 2 - e2 ** 3) / 6;
  const c = (104 * e2 ** 3 - 45 * e2 ** 4) / 120;
  const d = (1237 * e2 ** 4) / 1260;
  const beta = [
    n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3 + (41 / 180) * n ** 4,
    (13 / 48) * n ** 2 - (3 / 5) * n ** 3 + (557 / 1440) * n ** 4,
    (61 / 240) * n ** 3 - (103 / 140) * n ** 4,
    (49561 / 161280) * n ** 4,
  ];
  const phi = lat * rad;
  const delta = (lon - parameters.meridian) * rad;
  const sin = Math.sin(phi);
  const conformal = phi - sin * Math.cos(phi) * (a + b * sin ** 2 + c * sin ** 4 + d * sin ** 6);
  const xi = Math.atan(Math.tan(conformal) / Math.cos(delta));
  const eta = Math.atanh(Math.cos(conformal) * Math.sin(delta));
  let north = xi;
  let east = eta;
  beta.forEach((factor, i) => {
    const k = 2 * (i + 1);
    north += factor * Math.sin(k * xi) * Math.cosh(k * eta);
    east += factor * Math.cos(k * xi) * Math.sinh(k * eta);
  });
  return {
    north: parameters.scale * radius * north + parameters.falseNorth,
    east: parameters.scale * radius * east + parameters.falseEast,
  };
}

const sweref = (position: Wgs84) =>
  gaussKrueger(position, { meridian: 15, scale: 0.9996, falseNorth: 0, falseEast: 500_000 });

const virsbo = { lon: 16.0843, lat: 59.8719 };

test('the series gives the numbers of its published example', () => {
  const { north, east } = gaussKrueger(
    { lat: 66, lon: 24 },
    {
      meridian: 13 + 35 / 60 + 7.692 / 3600,
      scale: 1.00000254,
      falseNorth: -6226307.864,
      falseEast: 84182.879,
    },
  );
  expect(north).toBeCloseTo(1135809.413803, 3);
  expect(east).toBeCloseTo(555304.016555, 3);
});

describe('SWEREF 99 TM', () => {
  test.each([
    ['Virsbo', virsbo],
    ['Smygehuk', { lon: 13.36, lat: 55.337 }],
    ['Treriksröset', { lon: 20.549, lat: 69.06 }],
    ['Haparanda', { lon: 24.13, lat: 65.83 }],
  ])('%s lies where the series puts it, to a millimetre', (_name, position) => {
    const { north, east } = toSweref(position);
    expect(north).toBeCloseTo(sweref(position).north, 3);
    expect(east).toBeCloseTo(sweref(position).east, 3);
    const back = fromSweref({ north, east });
    expect(back.lat).toBeCloseTo(position.lat, 9);
    expect(back.lon).toBeCloseTo(position.lon, 9);
  });
});

describe('writing', () => {
  test('degrees, minutes and metres, with a decimal comma', () => {
    expect(formatWgs84(virsbo, 'decimal')).toBe('N\u00a059,87190° E\u00a016,08430°');
    expect(formatWgs84(virsbo, 'minutes')).toBe('N\u00a059°\u00a052,314′ E\u00a016°\u00a005,058′');
    expect(formatWgs84({ lon: -0.5, lat: -33.25 }, 'minutes')).toBe(
      'S\u00a033°\u00a015,000′ W\u00a00°\u00a030,000′',
    );
    expect(formatSweref(virsbo)).toBe('N\u00a06\u00a0637\u00a0642 E\u00a0560\u00a0712');
  });

  test('60 minutes are a degree', () => {
    expect(formatWgs84({ lon: 16, lat: 59.9999999 }, 'minutes')).toContain(
      'N\u00a060°\u00a000,000′',
    );
  });
});

describe('reading', () => {
  test.each([
    '59,8719 16,0843',
    '59.8719, 16.0843',
    '59.8719,16.0843',
    '59,8719; 16,0843',
    'N 59,8719 E 16,0843',
    '59,8719° N, 16,0843° Ö',
    'lat 59.8719 lon 16.0843',
    'E 16,0843 N 59,8719',
    '59° 52,314′ N 16° 05,058′ E',
    'N59 52.314 E16 5.058',
    '59°52\'18.84"N 16°5\'3.48"E',
    'N 6637642 E 560712',
    '6 637 642 560 712',
    'SWEREF 99 TM N: 6 637 642, E: 560 712',
    '6637642,560712',
    '6637642.2, 560711.6',
    'E 560712, N 6637642',
  ])('%s is Virsbo', (text) => {
    const position = parseCoordinates(text);
    expect(position?.lat).toBeCloseTo(virsbo.lat, 4);
    expect(position?.lon).toBeCloseTo(virsbo.lon, 4);
  });

  test('what is written is read again', () => {
    for (const text of [
      formatWgs84(virsbo, 'decimal'),
      formatWgs84(virsbo, 'minutes'),
      formatSweref(virsbo),
    ]) {
      expect(parseCoordinates(text)?.lat).toBeCloseTo(virsbo.lat, 4);
    }
  });

  test.each(['', 'Virsbo', '59,87', '59 61 16 2', '95 16', '1 2 3', 'N 59 N 16', 'E 59,5 E 16,5'])(
    '%j is no position',
    (text) => {
      expect(parseCoordinates(text)).toBeUndefined();
    },
  );
});
