import { expect, test } from 'vitest';
import { trackParts, type MapTrack } from './tracks';

const track: MapTrack = {
  id: 'a',
  positions: [
    { lon: 16.2, lat: 59.9, atMs: 2000 },
    { lon: 16.1, lat: 59.9, atMs: 1000 },
    { lon: 16.2, lat: 59.9, atMs: 2500 },
    { lon: 16.3, lat: 59.9, atMs: 3000 },
  ],
};

test('a track runs in the order of time and fades backwards; standing still draws nothing', () => {
  const parts = trackParts(track, 3000);
  expect(parts.map(({ from, to }) => [from.lon, to.lon])).toEqual([
    [16.1, 16.2],
    [16.2, 16.3],
  ]);
  expect(parts[1]?.strength).toBe(1);
  expect(parts[0]?.strength).toBeCloseTo(0.575);
});

test('what lies ahead of the clock, in a replay, is as strong as now', () => {
  expect(trackParts(track, 1500).every(({ strength }) => strength <= 1)).toBe(true);
});

test('one position is no track', () => {
  expect(trackParts({ id: 'a', positions: track.positions.slice(0, 1) }, 3000)).toEqual([]);
});
