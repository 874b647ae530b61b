import { describe, expect, test } from 'vitest';
import { clusterPoints, fanOffsets, type ClusterPoint } from './clusters';

const point = (id: string, x: number, y: number): ClusterPoint => ({ id, x, y });

/** Reproducible, so that a failure can be looked at. */
function scattered(count: number): ClusterPoint[] {
  let state = 42;
  const next = () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  return Array.from({ length: count }, (_, i) => point(`p${i}`, next() * 1000, next() * 1000));
}

describe('clustering', () => {
  test('what lies apart stays apart, what lies together is one', () => {
    const clusters = clusterPoints([point('a', 0, 0), point('b', 5, 0), point('c', 100, 0)], 40);
    expect(clusters.map(({ members }) => members.map(({ id }) => id))).toEqual([['a', 'b'], ['c']]);
    expect(clusters[0]?.x).toBe(2.5);
  });

  test('every point is in exactly one cluster, within reach of its first', () => {
    const points = scattered(10_000);
    const clusters = clusterPoints(points, 40);
    const seen = clusters.flatMap(({ members }) => members.map(({ id }) => id));
    expect(new Set(seen).size).toBe(points.length);
    expect(seen).toHaveLength(points.length);
    for (const { members } of clusters) {
      const [first] = members;
      for (const { x, y } of members) {
        expect(Math.hypot(x - (first?.x ?? NaN), y - (first?.y ?? NaN))).toBeLessThanOrEqual(40);
      }
    }
  });

  test('moving all points by the same way regroups nothing', () => {
    const points = scattered(500);
    const moved = points.map(({ id, x, y }) => point(id, x + 400_000, y - 80_000));
    const groups = (some: readonly ClusterPoint[]) =>
      clusterPoints(some, 40).map(({ members }) => members.map(({ id }) => id));
    expect(groups(moved)).toEqual(groups(points));
  });
});

test.each([2, 10, 11, 60])('a fan of %i keeps its symbols apart', (count) => {
  const offsets = fanOffsets(count);
  expect(offsets).toHaveLength(count);
  offsets.forEach(([x, y], i) => {
    expect(Math.hypot(x, y)).toBeGreaterThan(40);
    for (const [x1, y1] of offsets.slice(0, i)) {
      expect(Math.hypot(x - x1, y - y1)).toBeGreaterThan(30);
    }
  });
});
