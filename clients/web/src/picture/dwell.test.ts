import { expect, test } from 'vitest';
import { Dwell, DWELL_MS } from './dwell';

const HALF = DWELL_MS / 2;

test('what has been in front of somebody for long enough is seen', () => {
  const dwell = new Dwell();
  expect([...dwell.spend(new Set(['a', 'b']), HALF)]).toEqual([]);
  expect([...dwell.spend(new Set(['b', 'c']), HALF)]).toEqual(['b']);
});

test('what scrolls by, again and again, is not', () => {
  const dwell = new Dwell();
  for (let n = 0; n < 5; n++) {
    expect([...dwell.spend(new Set(['a']), HALF)]).toEqual([]);
    expect([...dwell.spend(new Set(), HALF)]).toEqual([]);
  }
});
