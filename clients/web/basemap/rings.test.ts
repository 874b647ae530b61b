import { describe, expect, test } from 'vitest';
import { contains, ringsOfPieces, signedArea, smoothed, type Ring } from './rings';

const region = { west: 0, south: 0, east: 10, north: 10 };

describe('rings of pieces', () => {
  test('pieces whose ends meet are one ring', () => {
    const pieces: Ring[] = [
      [
        [3, 2],
        [3, 3],
        [2, 3],
      ],
      [
        [2, 3],
        [2, 2],
        [3, 2],
      ],
    ];
    const [ring, ...others] = ringsOfPieces(pieces, region);
    expect(others).toEqual([]);
    expect(ring?.[0]).toEqual(ring?.at(-1));
    expect(Math.abs(signedArea(ring ?? []))).toBeCloseTo(1);
  });

  test('a shore that leaves the region is closed along its edge, with the land on its left', () => {
    // Runs eastwards: north of it is land.
    const [ring] = ringsOfPieces(
      [
        [
          [0, 4],
          [5, 4.2],
          [10, 4],
        ],
      ],
      region,
    );
    expect(contains(ring ?? [], [5, 8])).toBe(true);
    expect(contains(ring ?? [], [5, 1])).toBe(false);
  });

  test('two shores across the region enclose the land between them', () => {
    const pieces: Ring[] = [
      [
        [0, 4],
        [10, 4],
      ],
      [
        [10, 6],
        [0, 6],
      ],
    ];
    const rings = ringsOfPieces(pieces, region);
    expect(rings).toHaveLength(1);
    expect(contains(rings[0] ?? [], [5, 5])).toBe(true);
    expect(contains(rings[0] ?? [], [5, 8])).toBe(false);
    expect(contains(rings[0] ?? [], [5, 2])).toBe(false);
  });

  test('where rings run clockwise, open shores do too', () => {
    const island: Ring = [
      [2, 2],
      [2, 3],
      [3, 3],
      [3, 2],
      [2, 2],
    ];
    const rings = ringsOfPieces(
      [
        island,
        [
          [10, 6],
          [0, 6],
        ],
      ],
      region,
    );
    expect(contains(rings[1] ?? [], [5, 8])).toBe(true);
  });
});

test('rounding the corners keeps a ring closed and nearly its size', () => {
  const square: Ring = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
    [0, 0],
  ];
  const rounded = smoothed(square, 2);
  expect(rounded[0]).toEqual(rounded.at(-1));
  expect(rounded).toHaveLength(17);
  expect(signedArea(rounded)).toBeGreaterThan(0.8);
});
