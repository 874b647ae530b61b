import { expect, test } from 'vitest';
import { lookingAt } from './looking_at';
import { RESOLUTION_M_MAX, RESOLUTION_M_MIN } from './map_position';

test('the middle of what the other shows, all of it', () => {
  // At 60° north a degree of longitude is half as long as one of latitude.
  const wide = lookingAt([15, 59.5, 17, 60.5], [1000, 1000]);
  expect(wide.lon).toBe(16);
  expect(wide.lat).toBe(60);
  expect(wide.resolutionM).toBeCloseTo(111.32, 1);
  // A map half as wide has to stand back; one that is half as high, too.
  expect(lookingAt([15, 59.5, 17, 60.5], [500, 1000]).resolutionM).toBeCloseTo(222.64, 1);
  expect(lookingAt([15, 59.5, 17, 60.5], [1000, 500]).resolutionM).toBeCloseTo(222.64, 1);
});

test('never nearer or farther than a map can look', () => {
  expect(lookingAt([15, 59, 15.000001, 59.000001], [800, 600]).resolutionM).toBe(RESOLUTION_M_MIN);
  expect(lookingAt([-180, -89, 180, 89], [300, 300]).resolutionM).toBe(RESOLUTION_M_MAX);
  expect(lookingAt([15, 59, 16, 60], [0, 0]).resolutionM).toBe(RESOLUTION_M_MAX);
});
