import { expect, test } from 'vitest';
import { scaleBar } from './print';

test.each([
  [50_000, 2000, 40],
  [100_000, 2000, 20],
  [10_000, 200, 20],
  [1_000_000, 20_000, 20],
])('the bar of 1:%i is %i m long', (scale, metres, mm) => {
  const bar = scaleBar(scale, 45);
  expect(bar.metres).toBe(metres);
  expect(bar.mm).toBeCloseTo(mm);
});
